struct Grandchild;
