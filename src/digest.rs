//! A digest of texts: FNV-1a, which is the same on every machine and in every version of Rust.

pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a part. Where it ends is a part of the digest too.
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0 = part.iter().chain(&[0]).fold(self.0, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    }

    pub(crate) fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_ends() {
        let of = |parts: &[&str]| {
            let mut digest = Digest::new();
            parts.iter().for_each(|part| digest.add(part.as_bytes()));
            digest.text()
        };
        assert_eq!(of(&[]), "cbf29ce484222325");
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
    }
}
