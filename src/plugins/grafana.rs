//! `grafana.kubewright.dev/v1`: dashboards for the metrics of an operator.

mod custom;
mod dashboard;
mod panels;

use kubewright_core::diagnostic::Message;

use crate::plan::{Change, IfExists, Plan};

pub(super) use custom::CONFIG;
use panels::DASHBOARDS;

/// The dashboards, and the file that lists the project's own metrics.
pub(super) fn plan() -> Plan {
    let mut plan = Plan::default();
    for dashboard in DASHBOARDS {
        let change = Change::Create {
            text: dashboard.json(),
            if_exists: IfExists::Fail,
            template: dashboard.file,
        };
        plan.change(format!("grafana/{}.json", dashboard.file).into(), change);
    }
    let change = Change::Create {
        text: custom::EXAMPLE.to_owned(),
        if_exists: IfExists::Keep,
        template: CONFIG,
    };
    plan.change(CONFIG.into(), change);
    plan
}

/// The dashboard for the metrics that the project lists.
pub(super) fn custom(config: &str) -> Result<Plan, Message> {
    let mut plan = Plan::default();
    let shown = custom::dashboard(config).map_err(|error| Message::new(error.to_string()))?;
    if let Some(text) = shown {
        plan.write(custom::DASHBOARD.into(), text);
    }
    Ok(plan)
}
