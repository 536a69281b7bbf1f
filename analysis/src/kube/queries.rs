//! What commands ask about the kinds with kube's derive, and about the crate around them.

use std::path::Path;

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Kind, Repair};

use crate::diagnostic::Diagnostic;
use crate::source::ItemId;
use crate::{Analysis, Stretch};

impl Analysis {
    /// The CRDs of all kinds with kube's derive, by group and kind.
    pub fn kube_crds(&self) -> impl Iterator<Item = &Crd> {
        self.kube.made.iter().map(|made| &made.crd)
    }

    /// The names of all kinds with kube's derive, once for each version, also of those whose CRD is not known.
    pub fn kube_names(&self) -> &[Kind] {
        &self.kube.names
    }

    /// What strict schemas repair, or would repair: the CRD, the version, and the repair with the place of the type. With `open`, only
    /// of kinds whose schemas are not strict.
    pub fn repairs(&self, open: bool) -> impl Iterator<Item = (&str, &str, &Repair, ItemId)> {
        let kinds = self.kube.made.iter().filter(move |made| !(open && made.strict));
        kinds.flat_map(|made| {
            let versions = made.repairs.iter();
            versions.flat_map(move |(id, version, repairs)| {
                let each = repairs.iter();
                each.map(move |repair| (made.crd.metadata.name.as_str(), version.as_str(), repair, *id))
            })
        })
    }

    /// The file with kube's derive for a version of a kind.
    pub fn kube_file(&self, group: &str, version: &str, kind: &str) -> Option<&Path> {
        let is_it = |known: &Kind| known.group == group && known.version == version && known.kind == kind;
        let mut items = self.source.selected_items();
        let (_, item) = items.find(|(_, item)| {
            let data = item.data.as_ref();
            data.and_then(|data| data.kube.as_ref()).is_some_and(is_it)
        })?;
        Some(&self.source.file(item.file).path)
    }

    /// Whether a file with a controller names the kind.
    pub fn has_controller(&self, kind: &str) -> bool {
        let names = [format!("Api<{kind}>"), format!("Api::<{kind}>")];
        let mut files = self.source.files().filter(|(_, file)| file.selected);
        files.any(|(_, file)| {
            file.text.contains("Controller::new") && names.iter().any(|name| file.text.contains(name))
        })
    }

    /// Whether the source reads admission requests.
    pub fn has_admission(&self) -> bool {
        let mut files = self.source.files().filter(|(_, file)| file.selected);
        files.any(|(_, file)| {
            ["AdmissionReview<", "AdmissionRequest<"]
                .iter()
                .any(|name| file.text.contains(name))
        })
    }

    /// Whether the source has markers for permissions.
    pub fn has_rbac(&self) -> bool {
        let mut files = self.source.files().filter(|(_, file)| file.selected);
        files.any(|(_, file)| file.text.contains("+kubebuilder:rbac"))
    }

    /// The place of a kind with kube's derive.
    pub fn at_kube(&self, id: ItemId, message: Message) -> Diagnostic {
        let item = self.source.item(id);
        let place = Stretch {
            range: item.range.clone(),
            part: None,
        };
        self.at(item.file, message.at(place))
    }
}
