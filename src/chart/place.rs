//! Where the CRDs of a project are.

use clap::ValueEnum;

/// Where the CRDs of a project are. Helm treats each place differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CrdPlace {
    /// In the templates: `helm upgrade` updates them
    #[default]
    Templates,
    /// In `crds/`: Helm installs them, and never updates or deletes them
    Crds,
    /// In a chart of their own, with its own release
    Chart,
}

/// One of the charts that a project can have, in the order in which pairs of them are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Operator,
    Crds,
}

impl CrdPlace {
    pub(crate) const ALL: [Self; 3] = [Self::Templates, Self::Crds, Self::Chart];

    /// The name, as the flag and `PROJECT` have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Templates => "templates",
            Self::Crds => "crds",
            Self::Chart => "chart",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name() == name)
    }

    /// The chart that has the CRDs.
    pub(super) fn chart(self) -> Which {
        match self {
            Self::Templates | Self::Crds => Which::Operator,
            Self::Chart => Which::Crds,
        }
    }

    /// The path of a CRD in that chart.
    pub(super) fn path(self, crd: &str) -> String {
        match self {
            Self::Templates => format!("templates/crd/{crd}.yaml"),
            Self::Crds => format!("crds/{crd}.yaml"),
            Self::Chart => format!("templates/{crd}.yaml"),
        }
    }
}
