//! The judge: a real API server takes the CRDs, and keeps what the types write.

mod compare;

use kubewright_conformance::{Case, Sample, cases};
use kubewright_envtest::Environment;
use kubewright_runtime::k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kubewright_runtime::kube::api::{Api, DynamicObject, PostParams};
use kubewright_runtime::kube::{self, Client};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::report;
use compare::{differences, without_metadata};

/// A case in the API server.
struct Installed {
    case: &'static Case,
    crds: Vec<CustomResourceDefinition>,
}

#[tokio::test]
async fn the_api_server_takes_and_keeps_every_case() {
    let mut tasks = JoinSet::new();
    for case in cases::ALL {
        tasks.spawn(judge(case));
    }
    let mut problems: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    problems.sort();
    report(&problems);
}

/// What is wrong with a case.
async fn judge(case: &'static Case) -> Vec<String> {
    let named = |problem: String| format!("{}: {problem}", case.name);
    let installed = match install(case).await {
        Ok(installed) => installed,
        Err(problem) => return vec![named(problem)],
    };
    let client = Environment::shared().expect("an API server").client();
    let mut problems = installed.read_back(&client).await;
    let samples = case.samples.iter().flat_map(|samples| samples());
    for (number, sample) in samples.enumerate() {
        if let Err(problem) = installed.keeps(&client, number, sample).await {
            problems.push(format!("sample {number}: {problem}"));
        }
    }
    for (accepted, object) in case.accepted {
        for (number, spec) in accepted().into_iter().enumerate() {
            if let Err(problem) = installed.reads(&client, number, object(spec)).await {
                problems.push(format!("accepted {number}: {problem}"));
            }
        }
    }
    for (refused, object) in case.refused {
        for (number, (spec, reason)) in refused().into_iter().enumerate() {
            if let Err(problem) = installed.refuses(&client, number, object(spec), reason).await {
                problems.push(format!("refused {number}: {problem}"));
            }
        }
    }
    for (changed, object) in case.changed {
        for (number, (before, after, reason)) in changed().into_iter().enumerate() {
            let (before, after) = (object(before), object(after));
            if let Err(problem) = installed.changes(&client, number, before, after, reason).await {
                problems.push(format!("changed {number}: {problem}"));
            }
        }
    }
    problems.into_iter().map(named).collect()
}

async fn install(case: &'static Case) -> Result<Installed, String> {
    let crds: Result<Vec<_>, _> = case.crds.iter().map(|crd| crd()).collect();
    let crds = crds.map_err(|error| error.to_string())?;
    let environment = Environment::shared().expect("an API server");
    environment
        .install_crds(crds.clone())
        .await
        .map_err(|error| error.to_string())?;
    Ok(Installed { case, crds })
}

impl Installed {
    /// Whether the server keeps the CRDs as they were written, but for what it fills in itself.
    ///
    /// The environment had it call its own webhooks for conversion, so what is written is shown to the server once more.
    async fn read_back(&self, client: &Client) -> Vec<String> {
        let api: Api<CustomResourceDefinition> = Api::all(client.clone());
        let mut problems = Vec::new();
        for crd in &self.crds {
            let name = crd.metadata.name.as_deref().unwrap_or_default();
            let rehearsal = PostParams {
                dry_run: true,
                ..PostParams::default()
            };
            let kept = async {
                let mut written = crd.clone();
                written.metadata.resource_version = api.get(name).await?.metadata.resource_version;
                api.replace(name, &rehearsal, &written).await
            };
            let read = match kept.await {
                Ok(read) => read,
                Err(error) => {
                    problems.push(error.to_string());
                    continue;
                }
            };
            let mut read = serde_json::json!(read.spec);
            let sent = serde_json::json!(crd.spec);
            if sent.get("conversion").is_none() {
                // The server writes down that there is none.
                read["conversion"] = Value::Null;
            }
            problems.extend(differences(&sent, &read, &Value::Null));
        }
        problems
    }

    fn api(&self, client: &Client, sample: &Sample) -> Api<DynamicObject> {
        match self.crd(sample).spec.scope.as_str() {
            "Cluster" => Api::all_with(client.clone(), &sample.resource),
            _ => Api::default_namespaced_with(client.clone(), &sample.resource),
        }
    }

    fn crd(&self, sample: &Sample) -> &CustomResourceDefinition {
        let kind = &sample.resource.kind;
        self.crds
            .iter()
            .find(|crd| crd.spec.names.kind == *kind)
            .expect("a sample's kind is one of the case's")
    }

    /// The schema of the sample's version, and whether status is written apart.
    fn schema(&self, sample: &Sample) -> (Value, bool) {
        let versions = &self.crd(sample).spec.versions;
        let version = versions
            .iter()
            .find(|version| version.name == sample.resource.version);
        let version = serde_json::json!(version);
        let apart = !version["subresources"]["status"].is_null();
        (version["schema"]["openAPIV3Schema"].clone(), apart)
    }

    /// An object that nobody writes like this.
    async fn reads(&self, client: &Client, number: usize, sample: Sample) -> Result<(), String> {
        let (schema, _) = self.schema(&sample);
        let object = self.named(&sample, &format!("accepted-{number}"));
        let read = self.create(client, &sample, &object).await?;
        let problems = differences(
            &without_metadata(sample.object),
            &without_metadata(read.clone()),
            &schema,
        );
        if !problems.is_empty() {
            return Err(problems.join("; "));
        }
        (sample.again)(&read).map(drop).map_err(|error| error.to_string())
    }

    fn named(&self, sample: &Sample, name: &str) -> Value {
        let mut object = sample.object.clone();
        object["metadata"]["name"] = format!("{}-{name}", self.case.name.replace('_', "-")).into();
        object
    }

    /// Creates an object, and its status if that is written apart; what the server has then.
    async fn create(&self, client: &Client, sample: &Sample, object: &Value) -> Result<Value, String> {
        let api = self.api(client, sample);
        let told = |error: kube::Error| format!("{error} ({})", object["spec"]);
        let mut typed: DynamicObject =
            serde_json::from_value(object.clone()).map_err(|error| error.to_string())?;
        let created = api.create(&PostParams::default(), &typed).await.map_err(told)?;
        let name = created.metadata.name.unwrap_or_default();
        let (_, apart) = self.schema(sample);
        if apart && !object["status"].is_null() {
            typed.metadata.resource_version = created.metadata.resource_version;
            api.replace_status(&name, &PostParams::default(), &typed)
                .await
                .map_err(told)?;
        }
        Ok(serde_json::json!(api.get(&name).await.map_err(told)?))
    }

    async fn keeps(&self, client: &Client, number: usize, sample: Sample) -> Result<(), String> {
        let (schema, _) = self.schema(&sample);
        let object = self.named(&sample, &number.to_string());
        let read = self.create(client, &sample, &object).await?;
        let sent = without_metadata(object);
        let problems = differences(&sent, &without_metadata(read.clone()), &schema);
        if !problems.is_empty() {
            return Err(format!("{} ({})", problems.join("; "), sent["spec"]));
        }
        let again = (sample.again)(&read).map_err(|error| format!("{error} ({})", sent["spec"]))?;
        let problems = differences(&sent, &without_metadata(again), &schema);
        if !problems.is_empty() {
            return Err(format!("by its type: {} ({})", problems.join("; "), sent["spec"]));
        }
        Ok(())
    }

    async fn refuses(
        &self,
        client: &Client,
        number: usize,
        sample: Sample,
        reason: &str,
    ) -> Result<(), String> {
        let api = self.api(client, &sample);
        let spec = sample.object["spec"].to_string();
        let object = self.named(&sample, &format!("refused-{number}"));
        let object: DynamicObject = serde_json::from_value(object).map_err(|error| error.to_string())?;
        match api.create(&PostParams::default(), &object).await {
            Ok(_) => Err(format!("was taken: {spec}")),
            Err(error) if error.to_string().contains(reason) => Ok(()),
            Err(error) => Err(format!("not for `{reason}`, but: {error} ({spec})")),
        }
    }
    /// Creates an object and changes it.
    async fn changes(
        &self,
        client: &Client,
        number: usize,
        before: Sample,
        after: Sample,
        reason: Option<&str>,
    ) -> Result<(), String> {
        let name = format!("changed-{number}");
        let created = self.create(client, &before, &self.named(&before, &name)).await?;
        let mut next = self.named(&after, &name);
        next["metadata"]["resourceVersion"] = created["metadata"]["resourceVersion"].clone();
        let spec = next["spec"].to_string();
        let next: DynamicObject = serde_json::from_value(next).map_err(|error| error.to_string())?;
        let api = self.api(client, &after);
        let name = next.metadata.name.clone().unwrap_or_default();
        let answer = api.replace(&name, &PostParams::default(), &next).await;
        match (answer, reason) {
            (Ok(_), None) => Ok(()),
            (Ok(_), Some(_)) => Err(format!("was taken: {spec}")),
            (Err(error), Some(reason)) if error.to_string().contains(reason) => Ok(()),
            (Err(error), _) => Err(format!("not for {reason:?}, but: {error} ({spec})")),
        }
    }
}
