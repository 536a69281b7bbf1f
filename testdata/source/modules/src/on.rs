struct On;
#[cfg(feature = "off")]
struct Off;
