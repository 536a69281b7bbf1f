//! Tokens → declarations. Function bodies and variables are skipped.

mod comments;
mod types;

use crate::Problem;
use crate::syntax::{Constant, Docs, Expression, File, Type};
use crate::token::{Kind, Token, tokens};
use comments::Comments;
pub(crate) use comments::marker;

/// Reads a file.
///
/// ```
/// let file = kubewright_golang::read("tea.go", "package v1\n\ntype Tea struct{}\n")?;
/// assert_eq!(file.package, "v1");
/// # Ok::<(), kubewright_golang::Problem>(())
/// ```
///
/// # Errors
///
/// If the text is not Go as far as declarations go.
pub fn read(name: &str, text: &str) -> Result<File, Problem> {
    let tokens = tokens(name, text)?;
    let mut parser = Parser {
        file: File {
            name: name.to_owned(),
            ..File::default()
        },
        tokens: tokens.all,
        comments: Comments::new(tokens.comments),
        at: 0,
    };
    parser.package()?;
    while parser.declaration()? {}
    parser.file.markers = parser.comments.markers();
    parser.file.ignored = parser.comments.ignored();
    Ok(parser.file)
}

struct Parser {
    file: File,
    tokens: Vec<Token>,
    comments: Comments,
    at: usize,
}

impl Parser {
    fn error(&self, text: impl Into<String>) -> Problem {
        let line = self.tokens.get(self.at).or(self.tokens.last());
        Problem::new(&self.file.name, line.map_or(1, |token| token.line), text)
    }

    fn peek(&self) -> Option<&Kind> {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> Option<&Kind> {
        self.tokens.get(self.at + count).map(|token| &token.kind)
    }

    fn is(&self, sign: char) -> bool {
        self.peek() == Some(&Kind::Sign(sign))
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(Kind::Word(word)) if word == wanted)
    }

    fn eat(&mut self, sign: char) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: char) -> Result<(), Problem> {
        match self.eat(sign) {
            true => Ok(()),
            false => Err(self.error(format!("expected `{sign}`"))),
        }
    }

    fn word(&mut self) -> Result<String, Problem> {
        match self.peek() {
            Some(Kind::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.error("expected a name")),
        }
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(usize::MAX, |token| token.line)
    }

    /// The comments of the item that begins here.
    fn docs(&mut self, top: bool) -> Docs {
        let before = self.at.checked_sub(1).map_or(0, |at| self.tokens[at].end);
        let line = self.line();
        self.comments.of(line, before, top)
    }

    /// Skips up to the end of the statement.
    fn skip(&mut self) {
        self.skip_to(|kind| matches!(kind, Kind::Sign(';')));
    }

    /// Skips up to a token outside of brackets, or to the bracket that closes those around.
    fn skip_to(&mut self, is_end: impl Fn(&Kind) -> bool) {
        let mut depth = 0_usize;
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Sign('(' | '[' | '{') => depth += 1,
                Kind::Sign(')' | ']' | '}') if depth == 0 => return,
                Kind::Sign(')' | ']' | '}') => depth -= 1,
                kind if depth == 0 && is_end(kind) => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn package(&mut self) -> Result<(), Problem> {
        if !self.is_word("package") {
            return Err(self.error("expected `package`"));
        }
        self.at += 1;
        self.file.package = self.word()?;
        Ok(())
    }

    fn declaration(&mut self) -> Result<bool, Problem> {
        while self.eat(';') {}
        if self.peek().is_none() {
            return Ok(false);
        }
        let docs = self.docs(true);
        let first = self.line();
        let keyword = self.word()?;
        match keyword.as_str() {
            "import" => self.each(docs, |parser, _| parser.import())?,
            "type" => self.each(docs, Self::ty)?,
            "const" => self.each(docs, Self::constant)?,
            "var" => self.skip(),
            "func" => self.function()?,
            _ => {
                self.at -= 1;
                return Err(self.error("expected a declaration"));
            }
        }
        if ["var", "func"].contains(&keyword.as_str()) {
            let last = self.at.checked_sub(1).map_or(first, |at| self.tokens[at].end);
            self.comments.take(first, last);
        }
        if self.peek().is_some() {
            self.expect(';')?;
        }
        Ok(true)
    }

    /// Reads a declaration, or those in parentheses.
    fn each(
        &mut self,
        docs: Docs,
        one: impl Fn(&mut Self, Docs) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        if !self.eat('(') {
            return one(self, docs);
        }
        loop {
            while self.eat(';') {}
            if self.eat(')') {
                return Ok(());
            }
            if self.peek().is_none() {
                return Err(self.error("expected `)`"));
            }
            let docs = self.docs(false);
            one(self, docs)?;
        }
    }

    fn import(&mut self) -> Result<(), Problem> {
        let name = match self.peek() {
            Some(Kind::Word(word)) => Some(word.clone()),
            Some(Kind::Sign('.')) => Some(".".to_owned()),
            _ => None,
        };
        self.at += usize::from(name.is_some());
        let Some(Kind::Text(path)) = self.peek().cloned() else {
            return Err(self.error("expected an import path"));
        };
        self.at += 1;
        let name = name.unwrap_or_else(|| default_name(&path));
        self.file.imports.insert(name, path);
        Ok(())
    }

    fn function(&mut self) -> Result<(), Problem> {
        if self.is('(') {
            let start = self.at;
            self.at += 1;
            self.skip();
            // The receiver's type: the last name outside of type arguments.
            let mut receiver = None;
            for token in &self.tokens[start..self.at] {
                match &token.kind {
                    Kind::Word(word) => receiver = Some(word.clone()),
                    Kind::Sign('[') => break,
                    _ => {}
                }
            }
            self.expect(')')?;
            let method = self.word()?;
            self.file
                .methods
                .extend(receiver.map(|receiver| (receiver, method)));
        }
        self.skip();
        Ok(())
    }

    fn constant(&mut self, docs: Docs) -> Result<(), Problem> {
        let name = self.word()?;
        let ty = match self.peek() {
            Some(Kind::Word(word)) => Some(word.clone()),
            _ => None,
        };
        self.at += usize::from(ty.is_some());
        if let (Some(ty), true, Some(Kind::Text(value)), Some(Kind::Sign(';' | ')')) | None) =
            (ty, self.is('='), self.ahead(1).cloned(), self.ahead(2))
        {
            self.file.constants.push(Constant {
                name,
                ty,
                value,
                docs,
            });
        }
        self.skip();
        Ok(())
    }

    fn ty(&mut self, docs: Docs) -> Result<(), Problem> {
        let line = self.line();
        let name = self.word()?;
        let mut ty = Type {
            name,
            docs,
            alias: false,
            generic: false,
            ty: Expression::Other("a generic type"),
            line,
        };
        // `type T[P any] …` has a word and more in brackets; `[]T` and `[3]T` do not.
        ty.generic = self.is('[')
            && matches!(self.ahead(1), Some(Kind::Word(_)))
            && self.ahead(2) != Some(&Kind::Sign(']'));
        if ty.generic {
            self.skip();
        } else {
            ty.alias = self.eat('=');
            ty.ty = self.expression()?;
        }
        self.file.types.push(ty);
        Ok(())
    }
}

/// The name that an import without a name has, as far as its path says. Packages of APIs are named after the last part.
fn default_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}
