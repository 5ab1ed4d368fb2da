//! The sandbox under the real AWS SDK for Rust, in process on the paused clock.

#[cfg(test)]
mod suite {
    pub mod access;
    pub mod budget_access;
    pub mod budget_alerts;
    pub mod budget_lists;
    pub mod budget_refusals;
    pub mod budget_stage;
    pub mod budget_stop;
    pub mod budget_teller;
    pub mod budgets;
    pub mod cost_explorer;
    pub mod creating;
    pub mod deployed;
    pub mod existing;
    pub mod faults;
    pub mod invoking;
    pub mod listening;
    pub mod models;
    pub mod objects;
    pub mod odd_budgets;
    pub mod odd_requests;
    pub mod odd_stacks;
    pub mod openid;
    pub mod openid_people;
    pub mod openid_stage;
    pub mod pool_settings;
    pub mod pools;
    pub mod quotas;
    pub mod raw;
    pub mod repeating;
    pub mod roles;
    pub mod sdk;
    pub mod stack_set_changes;
    pub mod stack_set_order;
    pub mod stack_sets;
    pub mod stack_stage;
    pub mod stacks;
    pub mod stage;
    pub mod throttling;
}
