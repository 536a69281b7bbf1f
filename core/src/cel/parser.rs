//! Parses tokens into an expression.

use super::token::{Spanned, Token, tokens};
use super::{Expr, SyntaxError, macros, syntax_error};
use crate::diagnostic::Message;

/// The API server rejects expressions that nest deeper.
const DEEPEST: usize = 250;

/// Binary operators, from the lowest precedence to the highest; `?:` is lower than all of them.
const BINARY: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["==", "!=", "<", "<=", ">", ">=", "in"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// Words that are literals.
pub(super) const VALUES: &[&str] = &["true", "false", "null"];

/// Words that are reserved for later versions of the language.
pub(super) const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// Parses a whole expression.
pub(super) fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
    };
    let expr = parser.expr()?;
    match parser.peek() {
        Token::End => Ok(expr),
        Token::Sign(sign) => Err(parser.error(format!("unexpected `{sign}`"))),
        _ => Err(parser.missing("an operator")),
    }
}

struct Parser<'a> {
    tokens: Vec<Spanned<'a>>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token<'_> {
        &self.tokens[self.next].0
    }

    fn at(&self) -> usize {
        self.tokens[self.next].1
    }

    /// Takes a token; the end token is never consumed.
    fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    /// Takes a sign or an operator that is a word, if it is next.
    fn takes(&mut self, word: &str) -> bool {
        let found = match self.peek() {
            Token::Sign(sign) => *sign == word,
            Token::Name(name) => *name == word && word == "in",
            Token::Quoted(_)
            | Token::Integer(_)
            | Token::Number
            | Token::Text(_)
            | Token::Bytes
            | Token::End => false,
        };
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, sign: &str, open: usize) -> Result<(), SyntaxError> {
        if self.takes(sign) {
            return Ok(());
        }
        let (_, at) = self.tokens[open];
        let message = format!("`{}` in column {} is not closed", self.show(open), at + 1);
        Err(self.error(Message::new(message).help(format!("write `{sign}`"))))
    }

    fn error(&self, message: impl Into<Message>) -> SyntaxError {
        syntax_error(self.at(), message)
    }

    /// A token as it was written, approximately.
    fn show(&self, index: usize) -> String {
        match &self.tokens[index].0 {
            Token::Name(name) | Token::Quoted(name) => (*name).to_owned(),
            Token::Integer(Some(number)) => number.to_string(),
            Token::Integer(None) | Token::Number => "a number".to_owned(),
            Token::Text(text) => format!("{text:?}"),
            Token::Bytes => "bytes".to_owned(),
            Token::Sign(sign) => (*sign).to_owned(),
            Token::End => "the end".to_owned(),
        }
    }

    /// Reports that something is missing before the next token.
    fn missing(&self, what: &str) -> SyntaxError {
        match self.peek() {
            Token::End => self.error(format!("{what} is missing at the end")),
            _ => self.error(format!("{what} is missing before `{}`", self.show(self.next))),
        }
    }

    fn expr(&mut self) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message = Message::new(format!("the expression nests deeper than {DEEPEST} levels"));
            return Err(self.error(message.help("write several rules")));
        }
        let condition = self.binary(0)?;
        let expr = if self.takes("?") {
            // CEL does not allow a nested `?` here, except in parentheses.
            let yes = self.binary(0)?;
            if !self.takes(":") {
                return Err(self.missing("the `:` of a `?`"));
            }
            Expr::Parts(vec![condition, yes, self.expr()?])
        } else {
            condition
        };
        self.depth -= 1;
        Ok(expr)
    }

    /// Operands, and the operators of this precedence and higher ones between them. One function handles all levels:
    /// with one function per level, every bracket would cost a stack frame for each of them.
    fn binary(&mut self, lowest: usize) -> Result<Expr, SyntaxError> {
        let mut operands = vec![self.unary()?];
        while let Some(level) =
            (lowest..BINARY.len()).find(|level| BINARY[*level].iter().any(|sign| self.takes(sign)))
        {
            operands.push(self.binary(level + 1)?);
        }
        Ok(match <[Expr; 1]>::try_from(operands) {
            Ok([only]) => only,
            Err(operands) => Expr::Parts(operands),
        })
    }

    /// Repeated prefix signs before an operand. The minus of a number is part of the number.
    fn unary(&mut self) -> Result<Expr, SyntaxError> {
        let sign = if *self.peek() == Token::Sign("!") {
            "!"
        } else {
            "-"
        };
        let mut signs = false;
        while *self.peek() == Token::Sign(sign) && !self.is_negative_number() {
            self.advance();
            signs = true;
        }
        let operand = self.member()?;
        Ok(if signs {
            Expr::Parts(vec![operand])
        } else {
            operand
        })
    }

    fn is_negative_number(&self) -> bool {
        let after = self.tokens.get(self.next + 1).map(|(token, _)| token);
        *self.peek() == Token::Sign("-") && matches!(after, Some(Token::Integer(_) | Token::Number))
    }

    fn member(&mut self) -> Result<Expr, SyntaxError> {
        let mut expr = self.primary()?;
        loop {
            let open = self.next;
            if self.takes(".") {
                let optional = self.takes("?");
                let name = self.field_name()?;
                let open = self.next;
                expr = if !optional && self.takes("(") {
                    self.method(expr, name, open)?
                } else {
                    Expr::Field {
                        of: Box::new(expr),
                        name,
                        optional,
                    }
                };
            } else if self.takes("[") {
                self.takes("?");
                let at = Box::new(self.expr()?);
                self.expect("]", open)?;
                let of = Box::new(expr);
                expr = Expr::Index { of, at };
            } else if let Some(open) = self.message(&expr) {
                self.advance();
                expr = Expr::Parts(self.entries(open, true)?);
            } else {
                return Ok(expr);
            }
        }
    }

    /// A call on a target, after its opening parenthesis.
    fn method(&mut self, target: Expr, function: String, open: usize) -> Result<Expr, SyntaxError> {
        let arguments = self.list(")", open)?;
        let names = macros::declared_by(&function, arguments.len());
        let is_name = |expr: &Expr| matches!(expr, Expr::Name(_));
        let iterates = macros::ITERATING.contains(&function.as_str());
        if iterates && names == 1 && arguments.len() > 1 && !is_name(&arguments[0]) {
            let message = Message::new(format!("`{function}` needs a variable as its first argument"));
            let help = format!("write `list.{function}(x, x > 0)`");
            return Err(syntax_error(self.tokens[open].1, message.help(help)));
        }
        Ok(Expr::Call {
            function,
            target: Some(Box::new(target)),
            arguments,
        })
    }

    /// Parses the fields of a message, if the expression before the brace can be a type's name.
    fn message(&self, expr: &Expr) -> Option<usize> {
        let is_name = match expr {
            Expr::Name(_) | Expr::Field { optional: false, .. } => true,
            Expr::Field { .. } | Expr::Literal => false,
            Expr::Index { .. } | Expr::Call { .. } | Expr::Parts(_) => false,
        };
        (is_name && *self.peek() == Token::Sign("{")).then_some(self.next)
    }

    fn field_name(&mut self) -> Result<String, SyntaxError> {
        let (Token::Name(name) | Token::Quoted(name)) = self.peek() else {
            return Err(self.missing("a field's name"));
        };
        if VALUES.contains(name) || *name == "in" {
            let message = format!("`{name}` is a reserved word and cannot be a field's name");
            return Err(self.error(Message::new(message).help(format!("write `__{name}__`"))));
        }
        let name = (*name).to_owned();
        self.advance();
        Ok(name)
    }

    fn primary(&mut self) -> Result<Expr, SyntaxError> {
        let open = self.next;
        let root = self.takes(".");
        let token = self.peek().clone();
        if root && !matches!(token, Token::Name(name) if !VALUES.contains(&name)) {
            return Err(self.missing("a name"));
        }
        match token {
            Token::Sign("-") if self.is_negative_number() => {
                self.advance();
                self.number(i64::MIN.unsigned_abs())
            }
            Token::Integer(_) | Token::Number => self.number(i64::MAX.unsigned_abs()),
            Token::Name("true" | "false" | "null") | Token::Text(_) | Token::Bytes => {
                self.advance();
                Ok(Expr::Literal)
            }
            Token::Name("in") | Token::Quoted(_) | Token::End => Err(self.missing("an operand")),
            Token::Name(name) => self.name(if root { format!(".{name}") } else { name.to_owned() }),
            Token::Sign("(") => {
                self.advance();
                let inner = self.expr()?;
                self.expect(")", open)?;
                Ok(inner)
            }
            Token::Sign("[") => {
                self.advance();
                Ok(Expr::Parts(self.list("]", open)?))
            }
            Token::Sign("{") => {
                self.advance();
                Ok(Expr::Parts(self.entries(open, false)?))
            }
            Token::Sign(_) => Err(self.missing("an operand")),
        }
    }

    fn number(&mut self, most: u64) -> Result<Expr, SyntaxError> {
        if let Token::Integer(value) = self.peek()
            && value.is_none_or(|value| value > most)
        {
            return Err(self.error("the number does not fit a 64-bit integer"));
        }
        self.advance();
        Ok(Expr::Literal)
    }

    /// A name, or a call of the function with this name.
    fn name(&mut self, name: String) -> Result<Expr, SyntaxError> {
        if RESERVED.contains(&name.as_str()) {
            return Err(self.error(format!("`{name}` is a reserved word")));
        }
        self.advance();
        let open = self.next;
        if !self.takes("(") {
            return Ok(Expr::Name(name));
        }
        let arguments = self.list(")", open)?;
        let is_field = |expr: &Expr| matches!(expr, Expr::Field { optional: false, .. });
        if name == "has" && arguments.len() == 1 && !is_field(&arguments[0]) {
            let message = Message::new("`has` takes one field").help("write `has(self.name)`");
            return Err(syntax_error(self.tokens[open].1, message));
        }
        Ok(Expr::Call {
            function: name,
            target: None,
            arguments,
        })
    }

    /// CEL allows `[,]` and `{,}`.
    fn is_lone_comma(&self, close: &str) -> bool {
        let mut next = self.tokens[self.next..].iter().map(|(token, _)| token);
        let is = |token: Option<&Token<'_>>, text| matches!(token, Some(Token::Sign(sign)) if *sign == text);
        is(next.next(), ",") && is(next.next(), close)
    }

    /// The contents of brackets; elements of a list may be optional.
    fn list(&mut self, close: &str, open: usize) -> Result<Vec<Expr>, SyntaxError> {
        let mut parts = Vec::new();
        if close == "]" && self.is_lone_comma(close) {
            self.advance();
        }
        while !self.takes(close) {
            if close == "]" {
                self.takes("?");
            }
            parts.push(self.expr()?);
            if !self.takes(",") {
                self.expect(close, open)?;
                break;
            }
            if close == ")" && *self.peek() == Token::Sign(")") {
                return Err(self.missing("an argument"));
            }
        }
        Ok(parts)
    }

    /// The entries in braces. The keys of a message are its field names.
    fn entries(&mut self, open: usize, message: bool) -> Result<Vec<Expr>, SyntaxError> {
        let mut parts = Vec::new();
        if self.is_lone_comma("}") {
            self.advance();
        }
        while !self.takes("}") {
            self.takes("?");
            if message {
                self.field_name()?;
            } else {
                parts.push(self.expr()?);
            }
            if !self.takes(":") {
                return Err(self.missing("the `:` of an entry"));
            }
            parts.push(self.expr()?);
            if !self.takes(",") {
                self.expect("}", open)?;
                break;
            }
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// Expressions with the verdict of cel-go's parser.
    const CASES: &str = include_str!("../../../testdata/cel.txt");

    #[test]
    fn agrees_with_go() {
        let mut wrong = Vec::new();
        for line in CASES.lines().filter(|line| !line.starts_with('#')) {
            let (verdict, text) = line.split_once('\t').unwrap();
            let text: String = serde_json::from_str(text).unwrap();
            let parsed = parse(&text);
            if parsed.is_ok() != (verdict == "parses") {
                wrong.push(format!("Go: {verdict}: {text:?}: {parsed:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}\n{} in all", wrong.join("\n"), wrong.len());
    }

    #[test]
    fn says_why() {
        let deep = "(".repeat(super::DEEPEST + 1);
        let cases = [
            (
                deep.as_str(),
                "1:251: the expression nests deeper than 250 levels; write several rules",
            ),
            ("a)", "1:2: unexpected `)`"),
            ("a b", "1:3: an operator is missing before `b`"),
            ("a +", "1:4: an operand is missing at the end"),
            ("()", "1:2: an operand is missing before `)`"),
            ("(a", "1:3: `(` in column 1 is not closed; write `)`"),
            ("a ? b", "1:6: the `:` of a `?` is missing at the end"),
            (
                "a.all(1, true)",
                "1:6: `all` needs a variable as its first argument; write `list.all(x, x > 0)`",
            ),
            ("a.", "1:3: a field's name is missing at the end"),
            (
                "a.true",
                "1:3: `true` is a reserved word and cannot be a field's name; write `__true__`",
            ),
            (".(a)", "1:2: a name is missing before `(`"),
            (
                "9223372036854775808",
                "1:1: the number does not fit a 64-bit integer",
            ),
            ("for", "1:1: `for` is a reserved word"),
            ("has(a)", "1:4: `has` takes one field; write `has(self.name)`"),
            ("f(a,)", "1:5: an argument is missing before `)`"),
            ("{a}", "1:3: the `:` of an entry is missing before `}`"),
            ("a = b", "1:3: `=` is not an operator; write `==`"),
            ("a & b", "1:3: `&` is not an operator; write `&&`"),
            ("a | b", "1:3: `|` is not an operator; write `||`"),
            ("a # b", "1:3: `#` is not an operator; put text in quotes"),
            ("0x", "1:1: `0x` has no digits; write `0x1f`"),
            (
                "a.`+`",
                "1:3: the text in backticks is not a field's name; put text in quotes",
            ),
            ("\n  \"a", "2:3: a string is not closed; end it with `\"`"),
            (
                r"'\d'",
                r"1:2: unknown escape `\d`; write `\\d`, or put `r` before the quote",
            ),
            (
                "'\\\n'",
                r"1:2: unknown escape `\\n`; write `\\\n`, or put `r` before the quote",
            ),
        ];
        for (text, reason) in cases {
            let said = crate::cel::parse(text).unwrap_err().to_string();
            assert_eq!(said, format!("does not parse at {reason}"), "{text}");
        }
    }
}
