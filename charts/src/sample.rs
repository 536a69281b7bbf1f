//! The values as the `spec` of a sample.

use crate::Chart;

impl Chart {
    /// Returns `spec:` with everything in `values.yaml`, comments included.
    ///
    /// # Errors
    ///
    /// If `values.yaml` cannot be parsed.
    ///
    /// ```
    /// let sample = kubewright_charts::Chart::starter("nginx").sample()?;
    /// assert!(sample.starts_with("spec:\n") && sample.contains("\n  replicaCount: 1\n"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn sample(&self) -> Result<String, String> {
        if self.values()?.as_object().is_none_or(serde_json::Map::is_empty) {
            return Ok("spec: {}\n".to_owned());
        }
        let text = self.file("values.yaml").unwrap_or_default();
        let lines = text
            .lines()
            .filter(|line| !["---", "..."].contains(&line.trim_end()));
        let lines: Vec<_> = lines.skip_while(|line| line.trim().is_empty()).collect();
        let mut sample = "spec:\n".to_owned();
        for line in lines {
            if !line.trim().is_empty() {
                sample.push_str("  ");
                sample.push_str(line.trim_end());
            }
            sample.push('\n');
        }
        Ok(sample.trim_end().to_owned() + "\n")
    }
}
