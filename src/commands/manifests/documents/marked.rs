//! Roles and webhook configurations, which markers of the whole project make.

use kubewright_core::ir::Marker;
use kubewright_core::markers::args::{Form, parse};
use kubewright_core::markers::project::{RBAC, WEBHOOK, WEBHOOK_CONFIGURATION};
use kubewright_core::{rbac, webhook};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::options::{self, Generator};
use kubewright_analysis::{Diagnostic, Level};

use super::{File, Generation, document};

/// The file name of webhook configurations.
const WEBHOOKS: &str = "manifests.yaml";

impl Generation<'_> {
    /// Generates the roles that the project's markers ask for.
    pub(super) fn roles(&mut self, options: &options::Rbac) {
        let facts = self.analysis.facts(|marker| read(marker, RBAC));
        let unknown = rbac::check_known(&facts.markers, &self.analysis.own_kinds());
        let known = unknown.typos.is_empty();
        let notes = self.analysis.located(&facts, unknown.others).into_iter();
        self.made.diagnostics.extend(notes.map(|diagnostic| Diagnostic {
            level: Level::Note,
            ..diagnostic
        }));
        self.made
            .diagnostics
            .extend(self.analysis.located(&facts, unknown.typos));
        match rbac::roles(&facts.markers, &options.role_name) {
            Ok(_) if !known => {}
            Ok(roles) => self.file(
                Generator::Rbac,
                &options.file_name,
                &roles,
                (options.header_file.as_deref(), &options.year),
            ),
            Err(errors) => self
                .made
                .diagnostics
                .extend(self.analysis.located(&facts, errors)),
        }
    }

    /// Generates the webhook configurations of the project's markers.
    pub(super) fn webhooks(&mut self, options: &options::Webhook) {
        let facts = self.analysis.facts(|marker| {
            let webhook = || read(marker, WEBHOOK).map(Box::new).map(webhook::Marker::Webhook);
            let configuration = || read(marker, WEBHOOK_CONFIGURATION).map(webhook::Marker::Configuration);
            webhook().or_else(configuration)
        });
        let shared = webhook::check_paths(&facts.markers, &facts.items());
        let distinct = shared.is_empty();
        self.made
            .diagnostics
            .extend(self.analysis.located(&facts, shared));
        match webhook::configurations(&facts.markers) {
            Ok(_) if !distinct => {}
            Ok(configurations) => self.file(
                Generator::Webhook,
                WEBHOOKS,
                &configurations,
                (options.header_file.as_deref(), &options.year),
            ),
            Err(errors) => self
                .made
                .diagnostics
                .extend(self.analysis.located(&facts, errors)),
        }
    }

    /// Adds a file with these documents, unless the list is empty.
    fn file<T: Serialize>(
        &mut self,
        generator: Generator,
        name: &str,
        documents: &[T],
        (header_file, year): (Option<&str>, &str),
    ) {
        let Some(mut text) = self.header(header_file, year) else {
            return;
        };
        if documents.is_empty() {
            return;
        }
        for value in documents {
            match document("", value) {
                Ok(document) => text.push_str(&document),
                Err(message) => self.made.diagnostics.push(Diagnostic::error(message)),
            }
        }
        self.made.files.push(File {
            generator,
            name: name.to_owned(),
            text,
            lossy: None,
        });
    }
}

fn read<T: DeserializeOwned>(marker: &Marker, name: &str) -> Option<T> {
    (marker.name == name)
        .then(|| parse(&marker.args, Form::Named).ok())
        .flatten()
}
