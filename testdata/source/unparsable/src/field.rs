struct É {
    "é": u8,
}
