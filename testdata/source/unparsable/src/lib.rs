mod token;
mod item;
mod word;
mod end;
mod field;
mod latin;
mod deep;
mod binary;
