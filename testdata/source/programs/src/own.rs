struct Own(crate::Main, library::shared::Shared);
