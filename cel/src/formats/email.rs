//! Mail addresses as Go's `mail.ParseAddress` reads them.

/// Whether a text is one address, with or without a name before it.
pub(super) fn is_email(text: &str) -> bool {
    let mut reader = Reader { rest: text };
    reader.address() && { reader.skip_comments() && reader.rest.is_empty() }
}

#[derive(Clone)]
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn address(&mut self) -> bool {
        self.skip_space();
        if self.rest.is_empty() {
            return false;
        }
        let mut plain = self.clone();
        if plain.specification() {
            self.rest = plain.rest;
            return true;
        }
        // A name, then the address in angle brackets.
        if !self.rest.starts_with('<') {
            let mut words = 0;
            loop {
                self.skip_space();
                let read = if self.rest.starts_with('"') {
                    self.quoted().is_some()
                } else {
                    self.atom(true)
                };
                if !read {
                    break;
                }
                words += 1;
            }
            if words == 0 {
                return false;
            }
        }
        self.skip_space();
        if !self.take('<') {
            return false;
        }
        self.specification() && self.take('>')
    }

    /// `local@domain`.
    fn specification(&mut self) -> bool {
        self.skip_space();
        let local = if self.rest.starts_with('"') {
            self.quoted().is_some_and(|text| !text.is_empty())
        } else {
            self.atom(false)
        };
        if !local || !self.take('@') {
            return false;
        }
        self.skip_space();
        if self.rest.starts_with('[') {
            return self.literal();
        }
        self.atom(false)
    }

    /// An address of a host in brackets.
    fn literal(&mut self) -> bool {
        let Some((inner, rest)) = self.rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return false;
        };
        let address = inner.strip_prefix("IPv6:").unwrap_or(inner);
        self.rest = rest;
        address.parse::<std::net::IpAddr>().is_ok()
    }

    fn atom(&mut self, permissive: bool) -> bool {
        let is_part = |c: char| {
            c == '.' || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii()
        };
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (atom, rest) = self.rest.split_at(end);
        if atom.is_empty() {
            return false;
        }
        if !permissive && (atom.starts_with('.') || atom.ends_with('.') || atom.contains("..")) {
            return false;
        }
        self.rest = rest;
        true
    }

    fn quoted(&mut self) -> Option<String> {
        let mut chars = self.rest.char_indices().skip(1);
        let mut text = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                '\\' => {
                    let (_, escaped) = chars.next()?;
                    if !is_visible(escaped) && !matches!(escaped, ' ' | '\t') {
                        return None;
                    }
                    text.push(escaped);
                }
                c if is_visible(c) || matches!(c, ' ' | '\t') => text.push(c),
                _ => return None,
            }
        }
        None
    }

    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Comments in parentheses, which may be nested.
    fn skip_comments(&mut self) -> bool {
        self.skip_space();
        while self.rest.starts_with('(') {
            let mut depth = 0;
            let mut end = None;
            let mut escaped = false;
            for (at, c) in self.rest.char_indices() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '(' => depth += 1,
                    ')' => {
                        depth -= 1;
                        if depth == 0 {
                            end = Some(at + 1);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let Some(end) = end else { return false };
            self.rest = &self.rest[end..];
            self.skip_space();
        }
        true
    }
}

fn is_visible(c: char) -> bool {
    ('!'..='~').contains(&c) || !c.is_ascii()
}
