mod token;
mod item;
mod end;
mod field;
mod latin;
mod deep;
mod binary;
