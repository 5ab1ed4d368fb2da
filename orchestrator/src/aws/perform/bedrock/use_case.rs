//! Anthropic's use-case form.

use aws_smithy_types::Blob;
use serde_json::json;

use crate::aws::call::Repeat;
use crate::model::{AccountName, Region, UseCase, Users};

use super::super::{Done, Performer};

impl Performer<'_> {
    pub(super) async fn send_use_case(
        &self,
        account: Option<&AccountName>,
        region: &Region,
        form: &UseCase,
    ) -> Done {
        let blob = Blob::new(form_data(form));
        let Some(account) = account else {
            let object = "send Anthropic's use-case form from the management account";
            let client = self.aws.bedrock(region);
            self.aws
                .call("bedrock.PutUseCaseForModelAccess", Repeat::Safe, || {
                    client
                        .put_use_case_for_model_access()
                        .form_data(blob.clone())
                        .send()
                })
                .await
                .map_err(|trouble| trouble.stuck(object))?;
            return Ok(None);
        };
        let object = format!("send Anthropic's use-case form from {account} ({region})");
        let (_, member) = self.inside(account, &object).await?;
        let client = member.bedrock(region);
        member
            .call("bedrock.PutUseCaseForModelAccess", || {
                client
                    .put_use_case_for_model_access()
                    .form_data(blob.clone())
                    .send()
            })
            .await
            .map_err(|trouble| trouble.stuck(&object))?;
        Ok(None)
    }
}

/// The form as its own page sends it.
fn form_data(form: &UseCase) -> Vec<u8> {
    let UseCase {
        company,
        website,
        industry,
        users,
        description,
    } = form;
    let users = match users {
        Users::Internal => "0",
        Users::External => "1",
        Users::Both => "2",
    };
    let form = json!({
        "companyName": company,
        "companyWebsite": website,
        "intendedUsers": users,
        "industryOption": industry,
        "otherIndustryOption": "",
        "useCases": description,
    });
    form.to_string().into_bytes()
}
