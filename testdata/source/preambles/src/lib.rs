mod shebang;
mod attribute;
struct Marked(É);
struct É;
