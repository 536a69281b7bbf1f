mod child;
mod inline { mod grandchild; }
struct Flat;
