//! Parses tokens into an expression.

mod lists;
mod operands;

use super::token::{Spanned, Token, tokens};
use super::{Expr, SyntaxError, syntax_error};
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
