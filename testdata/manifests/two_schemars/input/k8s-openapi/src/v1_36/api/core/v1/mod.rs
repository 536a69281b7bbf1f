mod secret_key_selector;
pub use self::secret_key_selector::SecretKeySelector;
