#![allow(dead_code)]
struct Attribute;
