#![cfg(test)]
struct Off;
