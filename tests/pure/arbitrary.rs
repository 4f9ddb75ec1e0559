//! Values of the records, at random, with texts as bad as they come.

use std::borrow::Cow;

use geminidb_backup::core::{
    base::{
        call::{
            BodyTrouble, CallFailure, CreateAnswer, CreateEnd, Head, Obstacle, ObstacleCause,
            Refusal, Silence, TlsKind, TlsTrouble,
        },
        ids::{BackupId, InstanceId, JobId},
        instance::{Billing, Engine, Instance},
        mask::Mask,
        outside::{Outside, Quoted},
        text::printable,
        time::UtcTime,
    },
    operation::backup::{BackupKind, BackupRow, BackupState, Job, JobState},
    scope::choice::DatabaseScope,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Text for people, as the program keeps it.
pub fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| printable(&text).into_owned())
}

pub fn backup() -> impl Strategy<Value = BackupId> {
    "[!-~]{1,128}".prop_filter_map("an ID", |raw| BackupId::received(&raw))
}

pub fn job() -> impl Strategy<Value = JobId> {
    "[!-~]{1,128}".prop_filter_map("an ID", |raw| JobId::received(&raw))
}

pub fn instance() -> impl Strategy<Value = InstanceId> {
    "[!-~]{1,128}".prop_filter_map("an ID", |raw| InstanceId::received(&raw))
}

pub fn time() -> impl Strategy<Value = UtcTime> {
    prop_oneof![0..4_000_000_000_i64, any::<i64>()].prop_map(UtcTime::from_unix)
}

pub fn head() -> impl Strategy<Value = Head> {
    (any::<u16>(), option::of(text()), option::of(time()), any::<Option<u64>>()).prop_map(
        |(status, request_id, server_time, retry_after)| Head {
            status,
            request_id,
            server_time,
            retry_after,
        },
    )
}

pub fn quoted() -> impl Strategy<Value = Quoted> {
    any::<String>().prop_map(|text| Outside::text(&text).quoted(&Mask::default(), 2_000))
}

pub fn tls() -> impl Strategy<Value = TlsTrouble> {
    let kind = prop_oneof![
        Just(TlsKind::UnknownIssuer),
        Just(TlsKind::Expired),
        Just(TlsKind::NotYetValid),
        Just(TlsKind::WrongHost),
        quoted().prop_map(TlsKind::Other),
    ];
    (kind, option::of(text())).prop_map(|(kind, issuer)| TlsTrouble { kind, issuer })
}

pub fn obstacle() -> impl Strategy<Value = Obstacle> {
    let cause = prop_oneof![
        Just(ObstacleCause::Lookup),
        Just(ObstacleCause::ConnectionRefused),
        any::<u64>().prop_map(ObstacleCause::ConnectTimeout),
        tls().prop_map(ObstacleCause::Tls),
        any::<Option<u16>>().prop_map(ObstacleCause::Proxy),
        quoted().prop_map(ObstacleCause::Configuration),
        quoted().prop_map(ObstacleCause::Other),
    ];
    (text(), cause).prop_map(|(host, cause)| Obstacle { host, cause })
}

pub fn silence() -> impl Strategy<Value = Silence> {
    prop_oneof![
        any::<u64>().prop_map(Silence::Timeout),
        Just(Silence::Dropped),
        Just(Silence::CutHead),
        quoted().prop_map(Silence::Other),
    ]
}

pub fn trouble() -> impl Strategy<Value = BodyTrouble> {
    prop_oneof![
        Just(BodyTrouble::Empty),
        Just(BodyTrouble::Cut),
        any::<u64>().prop_map(BodyTrouble::TooLarge),
        quoted().prop_map(BodyTrouble::NotJson),
        select(vec!["job_id", "backup_id"])
            .prop_map(|field| BodyTrouble::Missing(Cow::Borrowed(field))),
        text().prop_map(|field| BodyTrouble::Missing(Cow::Owned(field))),
    ]
}

pub fn failure() -> impl Strategy<Value = CallFailure> {
    prop_oneof![
        obstacle().prop_map(CallFailure::NotSent),
        silence().prop_map(CallFailure::NoAnswer),
        (head(), option::of(text()), quoted())
            .prop_map(|(head, code, words)| CallFailure::Refused(Refusal { head, code, words })),
        (head(), trouble()).prop_map(|(head, trouble)| CallFailure::Unreadable(head, trouble)),
    ]
}

pub fn create_end() -> impl Strategy<Value = CreateEnd> {
    let answer = (
        head(),
        option::of(text()),
        option::of(job()),
        option::of(backup()),
        quoted(),
        option::of(trouble()),
    );
    prop_oneof![
        obstacle().prop_map(CreateEnd::NotSent),
        silence().prop_map(CreateEnd::NoAnswer),
        answer.prop_map(|(head, code, job, backup, words, body)| CreateEnd::Answered(
            CreateAnswer { head, code, job, backup, words, body }
        )),
    ]
}

pub fn scope() -> impl Strategy<Value = Vec<DatabaseScope>> {
    let database = (any::<String>(), option::of(vec(any::<String>(), 1..4)));
    vec(
        database
            .prop_map(|(database_name, table_names)| DatabaseScope { database_name, table_names }),
        0..4,
    )
}

/// Sizes and shares: numbers with a few digits after the point, as the service writes them.
pub fn number() -> impl Strategy<Value = f64> {
    any::<u32>().prop_map(|n| f64::from(n) / 4.0)
}

pub fn row() -> impl Strategy<Value = BackupRow> {
    let state = prop_oneof![
        Just(BackupState::Building),
        Just(BackupState::Completed),
        Just(BackupState::Failed),
        text().prop_map(BackupState::Other),
    ];
    let texts = (backup(), text(), option::of(instance()), option::of(text()), option::of(scope()));
    let kind = option::of(select(BackupKind::BOTH.to_vec()));
    (
        texts,
        kind,
        any::<Option<bool>>(),
        state,
        option::of(number()),
        option::of(time()),
        option::of(time()),
    )
        .prop_map(
            |(
                (id, name, instance, instance_name, scope),
                kind,
                manual,
                state,
                size_kb,
                begun,
                ended,
            )| BackupRow {
                id,
                name,
                instance,
                instance_name,
                kind,
                scope,
                manual,
                state,
                size_kb,
                begun,
                ended,
                particulars: None,
            },
        )
}

pub fn job_row() -> impl Strategy<Value = Job> {
    let state = prop_oneof![
        Just(JobState::Running),
        Just(JobState::Completed),
        Just(JobState::Failed),
        text().prop_map(JobState::Other),
    ];
    (
        job(),
        text(),
        state,
        any::<Option<u8>>(),
        option::of(time()),
        option::of(instance()),
        quoted(),
    )
        .prop_map(|(id, name, state, percent, time, instance, fail_reason)| Job {
            id,
            name,
            state,
            percent,
            begun: time,
            ended: time,
            instance,
            fail_reason,
        })
}

pub fn instance_row() -> impl Strategy<Value = Instance> {
    let engine = prop_oneof![select(Engine::STATED.to_vec()), text().prop_map(Engine::Other)];
    let texts = (text(), text(), text(), vec(text(), 0..3), option::of(text()));
    (instance(), engine, texts, any::<u32>(), option::of(number()), option::of(time())).prop_map(
        |(id, engine, (name, version, status, actions, place), nodes, used_gb, created)| Instance {
            id,
            name,
            engine,
            version,
            status,
            actions,
            nodes,
            used_gb,
            backup_window: place.clone(),
            billing: Box::new(Billing {
                enterprise_project_id: place.clone(),
                backup_space_usage: place.clone(),
            }),
            region: place,
            created,
        },
    )
}
