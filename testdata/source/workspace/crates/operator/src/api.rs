struct Api(third::Other, std::sync::Arc<u8>);
