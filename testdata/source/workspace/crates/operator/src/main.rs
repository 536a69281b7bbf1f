use api_types::v1::Size;
extern crate renamed as third;
mod api;
struct Operator { size: Size, again: api_types::Reexported, other: renamed::Other, third: third::Other, broken: broken::Good, bad: broken::Bad, program: program::X, nowhere: nowhere::X, undeclared: types::X }
