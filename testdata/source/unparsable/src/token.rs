struct A;
fn f() { " }
