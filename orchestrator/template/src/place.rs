use crate::error::TemplateError;

/// Where a stack stands: what the pseudo-parameters answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    pub account: String,
    pub region: String,
    pub partition: String,
    pub stack_name: String,
    pub stack_id: String,
}

impl Place {
    /// What `Ref: AWS::...` answers; `AWS::NoValue` is not a text and is not asked for here.
    pub(crate) fn pseudo(&self, name: &str) -> Result<String, TemplateError> {
        Ok(match name {
            "AWS::AccountId" => self.account.clone(),
            "AWS::Partition" => self.partition.clone(),
            "AWS::Region" => self.region.clone(),
            "AWS::StackId" => self.stack_id.clone(),
            "AWS::StackName" => self.stack_name.clone(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            _ => {
                let cause = format!("there is no pseudo-parameter {name} here");
                return Err(TemplateError::part("", cause));
            }
        })
    }
}
