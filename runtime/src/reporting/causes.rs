//! Errors in one line.

use std::error::Error;

/// Returns the error and its causes on one line, each text once. For a rejected request it is the API server's message.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        let refusal = refusal(error);
        let last = refusal.is_some();
        let own = one_line(&refusal.unwrap_or_else(|| error.to_string()));
        // The text of many errors includes their cause.
        if !text.contains(&own) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&own);
        }
        cause = error.source().filter(|_| !last);
    }
    text
}

fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// kube's own text repeats the answer with all its fields.
fn refusal(error: &(dyn Error + 'static)) -> Option<String> {
    // A boxed `source` is an error of type `Box`.
    let boxed = || error.downcast_ref::<Box<kube::Error>>().map(|error| &**error);
    match error.downcast_ref::<kube::Error>().or_else(boxed)? {
        kube::Error::Api(status) if status.message.is_empty() => Some(status.reason.clone()),
        kube::Error::Api(status) => Some(status.message.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use kube::core::Status;
    use thiserror::Error;

    use super::*;

    #[derive(Debug, Error)]
    #[error("cannot patch it: {}", causes(source))]
    struct Told {
        source: kube::Error,
    }

    #[derive(Debug, Error)]
    #[error("it is boxed: {}", causes(&**source))]
    struct Boxed {
        source: Box<kube::Error>,
    }

    #[derive(Debug, Error)]
    #[error("the copy fails\n")]
    struct Untold(#[source] Told);

    #[test]
    fn each_cause_is_told_once_in_one_line() {
        let refused = || kube::Error::Api(Box::new(Status::failure("a is forbidden", "Forbidden")));
        assert_eq!(causes(&refused()), "a is forbidden");
        let error = Untold(Told { source: refused() });
        assert_eq!(causes(&error), "the copy fails: cannot patch it: a is forbidden");
        let source = Box::new(refused());
        assert_eq!(causes(&Boxed { source }), "it is boxed: a is forbidden");
        let source = kube::Error::Service(Box::new(std::io::Error::other("connection refused")));
        assert_eq!(
            Told { source }.to_string(),
            "cannot patch it: ServiceError: connection refused"
        );
    }
}
