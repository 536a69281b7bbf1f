pub use api::Api;
