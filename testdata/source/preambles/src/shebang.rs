#!/usr/bin/env run
struct Shebang(self::Next);
struct Next;
