//! Has no types yet.
