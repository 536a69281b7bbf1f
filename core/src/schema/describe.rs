//! Limits the length of descriptions.

use super::{Additional, Schema};

impl Schema {
    /// Cuts descriptions to at most `most` characters; 0 removes them.
    ///
    /// The text is cut after the last sentence that fits. If none fits, it ends with `...` after the last whole word.
    ///
    /// ```
    /// use kubewright_core::schema::Schema;
    ///
    /// let text = "First sentence here. Then a second one.";
    /// let mut schema = Schema { description: Some(text.to_owned()), ..Schema::of("string") };
    /// schema.limit_descriptions(30);
    /// assert_eq!(schema.description.as_deref(), Some("First sentence here."));
    /// schema.limit_descriptions(0);
    /// assert_eq!(schema.description, None);
    /// ```
    pub fn limit_descriptions(&mut self, most: usize) {
        self.description = match self.description.take() {
            Some(_) if most == 0 => None,
            Some(text) => Some(cut(text, most)),
            None => None,
        };
        for property in self.properties.values_mut() {
            property.limit_descriptions(most);
        }
        let lists = [&mut self.all_of, &mut self.any_of, &mut self.one_of];
        let of_lists = lists.into_iter().flatten();
        let boxed = self
            .items
            .as_deref_mut()
            .into_iter()
            .chain(self.not.as_deref_mut());
        let values = match self.additional_properties.as_deref_mut() {
            Some(Additional::Schema(schema)) => Some(schema),
            Some(Additional::Allowed(_)) | None => None,
        };
        for schema in of_lists.chain(boxed).chain(values) {
            schema.limit_descriptions(most);
        }
    }
}

fn cut(text: String, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let start = &text[..end];
    if let Some((last, mark)) = start
        .char_indices()
        .rfind(|(at, mark)| *at > 0 && ends_sentence(*mark))
    {
        return start[..last + mark.len_utf8()].to_owned();
    }
    match start.rfind(char::is_whitespace) {
        Some(last) if !start[..last].trim_end().is_empty() => format!("{}...", start[..last].trim_end()),
        Some(_) | None => format!("{start}..."),
    }
}

/// The punctuation of Unicode's `Sentence_Terminal` that is in use today.
fn ends_sentence(mark: char) -> bool {
    matches!(
        mark,
        '.' | '!'
            | '?'
            | '։'
            | '؝'..='؟'
            | '۔'
            | '।'
            | '॥'
            | '၊'
            | '။'
            | '።'
            | '፧'
            | '፨'
            | '។'
            | '៕'
            | '᠃'
            | '‼'
            | '‽'
            | '⁇'..='⁉'
            | '。'
            | '︒'
            | '﹒'
            | '﹖'
            | '﹗'
            | '！'
            | '．'
            | '？'
            | '｡'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_with_a_sentence_or_a_word() {
        let cases = [
            ("short", 30, "short"),
            (
                "words without any sentence here",
                30,
                "words without any sentence...",
            ),
            ("v1.2 version.", 5, "v1."),
            ("abcdefgh", 5, "abcde..."),
            ("ééééé ééééé", 8, "ééééé..."),
            ("一二三。四五六", 5, "一二三。"),
        ];
        for (text, most, expected) in cases {
            assert_eq!(cut(text.to_owned(), most), expected);
        }
    }

    #[test]
    fn reaches_every_schema() {
        let leaf = || Schema {
            description: Some("long text".to_owned()),
            ..Schema::of("string")
        };
        let mut schema = Schema {
            items: Some(Box::new(leaf())),
            not: Some(Box::new(leaf())),
            all_of: vec![leaf()],
            any_of: vec![leaf()],
            one_of: vec![leaf()],
            properties: [("a".to_owned(), leaf())].into(),
            additional_properties: Some(Box::new(leaf().into())),
            ..leaf()
        };
        schema.limit_descriptions(0);
        assert!(!format!("{schema:?}").contains("long text"));
    }
}
