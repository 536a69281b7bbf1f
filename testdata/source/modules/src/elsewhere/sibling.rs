struct Sibling;
