//! Parses tokens into a tree.

mod fold;
mod lists;
mod macros;
mod operands;

pub(crate) use fold::ACCUMULATOR;

use crate::error::{SyntaxError, problem};
use crate::minor::Minor;
use crate::token::{Spanned, Token, tokens};
use crate::tree::{Id, Kind, Name, Tree};

/// The API server rejects expressions that nest deeper.
const DEEPEST: usize = 250;
/// The API server rejects longer expressions.
const LONGEST: usize = 100_000;

/// Binary operators that group to the left, from the lowest precedence to the highest, with the functions that they call.
const BINARY: &[&[(&str, &str)]] = &[
    &[
        ("==", "_==_"),
        ("!=", "_!=_"),
        ("<=", "_<=_"),
        ("<", "_<_"),
        (">=", "_>=_"),
        (">", "_>_"),
        ("in", "@in"),
    ],
    &[("+", "_+_"), ("-", "_-_")],
    &[("*", "_*_"), ("/", "_/_"), ("%", "_%_")],
];

/// Words that are literals.
pub(crate) const VALUES: &[&str] = &["true", "false", "null"];

/// Words that are reserved for later versions of the language.
pub(crate) const RESERVED: &[&str] = &[
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
pub(crate) fn parse(text: &str, minor: Minor) -> Result<Tree, SyntaxError> {
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        let message = problem(0, format!("the expression is longer than {LONGEST} characters"));
        return Err(message.help("write several rules"));
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        tree: Tree::default(),
        minor,
    };
    let part = parser.expr()?;
    match parser.peek() {
        Token::End => {}
        Token::Sign(sign) => return Err(parser.error(format!("unexpected `{sign}`"))),
        _ => return Err(parser.missing("an operator")),
    }
    let mut tree = parser.tree;
    tree.root = part.id;
    tree.height = part.height;
    Ok(tree)
}

/// A parsed part of the expression.
#[derive(Clone, Copy)]
struct Part {
    id: Id,
    /// How deep operators, members and calls on members nest in it.
    depth: usize,
    /// How deep the nodes nest in it.
    height: usize,
}

struct Parser<'a> {
    tokens: Vec<Spanned<'a>>,
    next: usize,
    depth: usize,
    tree: Tree,
    minor: Minor,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &Token<'a> {
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
            _ => false,
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
        Err(self.error(message).help(format!("write `{sign}`")))
    }

    fn error(&self, message: impl Into<String>) -> SyntaxError {
        problem(self.at(), message)
    }

    /// A token as it was written, approximately.
    fn show(&self, index: usize) -> String {
        match &self.tokens[index].0 {
            Token::Name(name) | Token::Quoted(name) => (*name).to_owned(),
            Token::Integer(Some(number)) | Token::Unsigned(number) => number.to_string(),
            Token::Integer(None) | Token::Double(_) => "a number".to_owned(),
            Token::Text(text) => format!("{text:?}"),
            Token::Bytes(_) => "bytes".to_owned(),
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

    /// A node that stands above its parts; `counted` for those whose nesting the API server limits.
    fn node(&mut self, at: usize, kind: Kind, parts: &[Part], counted: bool) -> Result<Part, SyntaxError> {
        let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0) + usize::from(counted);
        let height = parts.iter().map(|part| part.height).max().unwrap_or(0) + 1;
        if depth > DEEPEST {
            return Err(self.too_deep());
        }
        let id = self.tree.add(at, kind);
        Ok(Part { id, depth, height })
    }

    fn too_deep(&self) -> SyntaxError {
        self.error(format!("the expression nests deeper than {DEEPEST} levels"))
            .help("write several rules")
    }

    /// A call of an operator's function.
    fn operator(
        &mut self,
        at: usize,
        function: &str,
        parts: &[Part],
        counted: bool,
    ) -> Result<Part, SyntaxError> {
        let kind = Kind::Call {
            function: Name::from(function),
            target: None,
            arguments: parts.iter().map(|part| part.id).collect(),
        };
        self.node(at, kind, parts, counted)
    }

    fn expr(&mut self) -> Result<Part, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.too_deep());
        }
        let condition = self.logical("||", "_||_")?;
        let at = self.at();
        let expr = if self.takes("?") {
            // CEL does not allow a nested `?` here, except in parentheses.
            let yes = self.logical("||", "_||_")?;
            if !self.takes(":") {
                return Err(self.missing("the `:` of a `?`"));
            }
            let no = self.expr()?;
            self.operator(at, "_?_:_", &[condition, yes, no], true)?
        } else {
            condition
        };
        self.depth -= 1;
        Ok(expr)
    }

    /// Operands of `||` or `&&`; the tree is balanced, so that a long chain is not deep.
    fn logical(&mut self, sign: &str, function: &str) -> Result<Part, SyntaxError> {
        let mut terms = Vec::new();
        let mut places = Vec::new();
        loop {
            terms.push(match sign {
                "||" => self.logical("&&", "_&&_")?,
                _ => self.binary(0)?,
            });
            places.push(self.at());
            if !self.takes(sign) {
                return self.balanced(function, &terms, &places);
            }
        }
    }

    fn balanced(&mut self, function: &str, terms: &[Part], places: &[usize]) -> Result<Part, SyntaxError> {
        if let [only] = terms {
            return Ok(*only);
        }
        let middle = terms.len().div_ceil(2);
        let (left, right) = terms.split_at(middle);
        let left = self.balanced(function, left, &places[..middle])?;
        let right = self.balanced(function, right, &places[middle..])?;
        self.operator(places[middle - 1], function, &[left, right], false)
    }

    /// Operands, and the operators of this precedence and higher ones between them. One function handles all levels:
    /// with one function per level, every bracket would cost a stack frame for each of them.
    fn binary(&mut self, lowest: usize) -> Result<Part, SyntaxError> {
        let mut left = self.unary()?;
        loop {
            let at = self.at();
            let found = (lowest..BINARY.len()).find_map(|level| {
                let found = BINARY[level].iter().find(|(sign, _)| self.takes(sign));
                found.map(|(_, function)| (level, *function))
            });
            let Some((level, function)) = found else {
                return Ok(left);
            };
            let right = self.binary(level + 1)?;
            left = self.operator(at, function, &[left, right], true)?;
        }
    }

    /// Repeated prefix signs before an operand. The minus of a number is part of the number.
    fn unary(&mut self) -> Result<Part, SyntaxError> {
        let at = self.at();
        let (sign, function) = if *self.peek() == Token::Sign("!") {
            ("!", "!_")
        } else {
            ("-", "-_")
        };
        let mut odd = false;
        // In `--1`, both signs are operators.
        if !self.is_negative_number() {
            while *self.peek() == Token::Sign(sign) {
                self.advance();
                odd = !odd;
            }
        }
        let operand = self.member()?;
        if odd {
            return self.operator(at, function, &[operand], false);
        }
        Ok(operand)
    }

    fn is_negative_number(&self) -> bool {
        let after = self.tokens.get(self.next + 1).map(|(token, _)| token);
        *self.peek() == Token::Sign("-") && matches!(after, Some(Token::Integer(_) | Token::Double(_)))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Minor, parse};

    /// Expressions with the verdict of the API server's parser.
    const CASES: &str = include_str!("../../testdata/cel.txt");

    #[test]
    fn agrees_with_go() {
        let mut wrong = Vec::new();
        for line in CASES.lines().filter(|line| !line.starts_with('#')) {
            let (verdict, text) = line.split_once('\t').unwrap();
            let text: String = serde_json::from_str(text).unwrap();
            let parsed = parse(&text, Minor::NEWEST);
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
            let error = parse(text, Minor::NEWEST).unwrap_err();
            let said = format!("{}:{}: {error}", error.line, error.column);
            assert_eq!(said, reason, "{text}");
        }
    }
}
