//! IDs in the forms of the published examples, drawn from a seed: the same seed gives the same IDs.

/// A sequence of pseudo-random numbers (splitmix64, the public-domain generator by Vigna)
/// and IDs made of them.
#[derive(Debug, Clone)]
pub struct IdSource(u64);

impl IdSource {
    /// Makes a sequence that depends on the seed and on the purpose, so that one more ID of one
    /// kind never shifts the IDs of another kind.
    pub fn new(seed: u64, purpose: &str) -> Self {
        Self(
            purpose
                .bytes()
                .fold(seed, |state, byte| state.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Draws 32 hex digits, as for a project or a request.
    pub fn hex32(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// Draws 32 hex digits and appends two letters for the kind (`in`, `br`,
    /// `gr`, `no`) and two digits.
    pub fn resource(&mut self, kind: &str, digits: &str) -> String {
        format!("{}{kind}{digits}", self.hex32())
    }

    /// Draws a hyphenated UUID (version 4 by form), as for a job or a network.
    pub fn uuid(&mut self) -> String {
        let hex = self.hex32();
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }

    /// Draws `length` letters and digits, as for a token or a secret.
    pub fn letters(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789xy";
        (0..length).map(|_| char::from(ALPHABET[(self.next() % 64) as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_others() {
        let mut one = IdSource::new(7, "backups");
        let id = one.resource("br", "06");
        assert_eq!(id.len(), 36);
        assert!(id.ends_with("br06"));
        assert_eq!(IdSource::new(7, "backups").resource("br", "06"), id);
        assert_ne!(IdSource::new(8, "backups").resource("br", "06"), id);
        assert_ne!(IdSource::new(7, "jobs").resource("br", "06"), id);
        assert_ne!(one.resource("br", "06"), id);
    }

    #[test]
    fn a_job_id_is_a_hyphenated_uuid() {
        let id = IdSource::new(1, "jobs").uuid();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
