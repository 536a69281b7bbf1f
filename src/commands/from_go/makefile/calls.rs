//! The calls of controller-gen in a `Makefile`.

use std::collections::BTreeMap;

/// What a call passes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// As a shell passes it on, with the variables of the file expanded.
    pub(super) word: String,
    /// The line of the call.
    pub(super) line: usize,
}

/// What all calls pass on.
pub(super) fn given(text: &str) -> Vec<Given> {
    let lines = whole(text);
    let variables = variables(&lines);
    let recipes = lines.iter().filter(|(_, line)| line.starts_with('\t'));
    let calls = recipes.flat_map(|(number, line)| {
        let commands = line.split("&&").flat_map(|part| part.split(';'));
        let calls = commands.filter_map(called);
        calls
            .map(|rest| (*number, expanded(&rest, &variables, 0)))
            .collect::<Vec<_>>()
    });
    calls
        .flat_map(|(line, rest)| words(&rest).into_iter().map(move |word| Given { word, line }))
        .filter(|given| !given.word.is_empty())
        .collect()
}

/// The lines with their numbers; a line that ends with a backslash goes on in the next.
fn whole(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (index, line) in text.lines().enumerate() {
        let rest = line.strip_suffix('\\');
        let part = rest.unwrap_or(line);
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, before)) => {
                before.push(' ');
                *before += part.trim();
            }
            None => lines.push((index + 1, part.to_owned())),
        }
        goes_on = rest.is_some();
    }
    lines
}

fn variables(lines: &[(usize, String)]) -> BTreeMap<&str, &str> {
    let mut variables = BTreeMap::new();
    for (_, line) in lines.iter().filter(|(_, line)| !line.starts_with(['\t', '#'])) {
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end_matches([':', '?']).trim();
        let name = name.strip_prefix("export ").unwrap_or(name);
        if !name.is_empty() && !name.contains(|char: char| char.is_whitespace() || char == ':') {
            variables.insert(name, value.trim());
        }
    }
    variables
}

/// What a command passes to controller-gen, if it calls it.
fn called(command: &str) -> Option<String> {
    const NAMES: [&str; 3] = ["$(CONTROLLER_GEN)", "${CONTROLLER_GEN}", "controller-gen"];
    let command = command.trim_start().trim_start_matches(['@', '-', '+']);
    let mut parts = command.splitn(2, char::is_whitespace);
    let program = parts.next()?.trim_matches(['"', '\'']);
    let rest = parts.next().unwrap_or_default();
    if NAMES.iter().any(|name| program.ends_with(name)) {
        return Some(rest.to_owned());
    }
    // `go run sigs.k8s.io/controller-tools/cmd/controller-gen@v0.20.0 crd`
    let rest = (program == "go").then(|| rest.trim_start().strip_prefix("run "))??;
    let (package, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let package = package.split('@').next().unwrap_or_default();
    package.ends_with("/controller-gen").then(|| rest.to_owned())
}

/// A text with the values of variables; those that the file does not set stay.
fn expanded(text: &str, variables: &BTreeMap<&str, &str>, depth: usize) -> String {
    // A variable may refer to itself.
    const DEEPEST: usize = 8;
    let mut made = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        made += &rest[..start];
        rest = &rest[start..];
        let close = match rest.as_bytes().get(1) {
            Some(b'(') => ')',
            Some(b'{') => '}',
            _ => {
                made.push('$');
                rest = &rest[1..];
                continue;
            }
        };
        let Some(end) = rest.find(close) else { break };
        match variables.get(&rest[2..end]).filter(|_| depth < DEEPEST) {
            Some(value) => made += &expanded(value, variables, depth + 1),
            None => made += &rest[..=end],
        }
        rest = &rest[end + 1..];
    }
    made + rest
}

/// Splits a command as a shell does; a comment or a pipe ends it.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut before = ' ';
    // Within a function of make, such as `$(shell date)`.
    let mut depth = 0;
    for char in text.chars() {
        match char {
            '(' if before == '$' || depth > 0 => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ => {}
        }
        match (quote, char) {
            (None, '#') if before.is_whitespace() => break,
            (None, '|' | '>') => break,
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            (None, _) if char.is_whitespace() && depth == 0 => words.push(String::new()),
            (_, _) => {
                if let Some(word) = words.last_mut() {
                    word.push(char);
                }
            }
        }
        before = char;
    }
    words
}

/// The arguments of a generator, split at commas that are not in braces or quotes.
pub(super) fn arguments(text: &str) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let mut depth = 0;
    let mut quoted = false;
    for char in text.chars() {
        match char {
            '"' | '`' => quoted = !quoted,
            '{' | '(' if !quoted => depth += 1,
            '}' | ')' if !quoted => depth -= 1,
            _ => {}
        }
        if char == ',' && depth == 0 && !quoted {
            arguments.push(String::new());
        } else if let Some(argument) = arguments.last_mut() {
            argument.push(char);
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_with_their_variables() {
        let makefile = "\
CRD_OPTIONS ?= \"crd:maxDescLen=$(LEN),generateEmbeddedObjectMeta=true\"
LEN = 0
$(CONTROLLER_GEN): $(LOCALBIN)
\t$(call go-install-tool,$(CONTROLLER_GEN),sigs.k8s.io/controller-tools/cmd/controller-gen,v1)
manifests: controller-gen
\t@$(CONTROLLER_GEN) $(CRD_OPTIONS) rbac:roleName=a-role \\
\t\twebhook paths=\"./...\" # all
\tcd api && go run sigs.k8s.io/controller-tools/cmd/controller-gen@v0.20.0 object:headerFile='hack/b.txt',year=$(shell date +%Y) $(OTHER)
";
        let found = given(makefile);
        let words: Vec<_> = found
            .iter()
            .map(|given| (given.line, given.word.as_str()))
            .collect();
        assert_eq!(
            words,
            [
                (6, "crd:maxDescLen=0,generateEmbeddedObjectMeta=true"),
                (6, "rbac:roleName=a-role"),
                (6, "webhook"),
                (6, "paths=./..."),
                (8, "object:headerFile=hack/b.txt,year=$(shell date +%Y)"),
                (8, "$(OTHER)"),
            ]
        );
    }

    #[test]
    fn arguments_may_be_lists() {
        let text = "labels={a=b,c=d},headerFile=\"x,y\",maxDescLen=0";
        assert_eq!(
            arguments(text),
            ["labels={a=b,c=d}", "headerFile=\"x,y\"", "maxDescLen=0"]
        );
    }
}
