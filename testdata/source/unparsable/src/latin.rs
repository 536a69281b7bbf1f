struct A;
// café
