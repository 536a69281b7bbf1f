fn main() { }
struct Main(program_only::X);
