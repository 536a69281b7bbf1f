struct A {
    b: u8,
