mod shared;
mod own;
struct Main(shared::Shared, library::Library);
