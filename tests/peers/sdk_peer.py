"""The vendor's own SDK as a client of the simulator.

usage: sdk_peer.py ENDPOINT PROJECT_ID AK SK REGION

Lists instances, creates a table-level backup, reads its job, lists the backups (v4), all signed with
AK and SK; then alters one byte of a signature, which must be refused with 401. Then it looks the project
up by the region's name, once with these keys and once with temporary ones of the metadata service.
IAM and the metadata service are taken to answer at ENDPOINT as well.
Prints a line per step. Exit status: 0 all as it should be, 1 not, 3 the SDK is not installed.
"""

import sys

try:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.auth.internal import MetadataAccessor
    from huaweicloudsdkcore.auth.provider import MetadataCredentialProvider
    from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkgaussdbfornosql.v3 import (
        CreateBackRequest,
        DatabaseTable,
        GaussDBforNoSQLClient,
        ListBackupsRequest,
        ListInstancesRequest,
        ListJobsRequest,
        ListRestoreDatabasesRequest,
        ListRestoreTablesRequest,
        NoSqlCreateBackupRequestBody,
    )
except ImportError as error:
    print(f"the SDK is not installed: {error}")
    sys.exit(3)


def altered(credentials):
    """Lets the credentials sign as the SDK does, then changes the last byte of the signature."""
    sign = credentials.sign_request

    def sign_and_alter(request, *args, **kwargs):
        signed = sign(request, *args, **kwargs)
        header = signed.header_params["Authorization"]
        signed.header_params["Authorization"] = header[:-1] + ("0" if header[-1] != "0" else "1")
        return signed

    credentials.sign_request = sign_and_alter
    return credentials


def client(endpoint, credentials):
    return GaussDBforNoSQLClient.new_builder().with_credentials(credentials).with_endpoint(endpoint).build()


def in_region(endpoint, region, credentials):
    """A client that is not told the project: it asks IAM for the one of the region's name."""
    credentials.with_iam_endpoint(endpoint)
    builder = GaussDBforNoSQLClient.new_builder().with_credentials(credentials)
    return builder.with_region(Region(region, endpoint)).build()


def check(what, holds, seen):
    print(f"{'ok' if holds else 'FAILED'}: {what}: {seen}")
    if not holds:
        sys.exit(1)


def main(endpoint, project_id, ak, sk, region):
    sdk = client(endpoint, BasicCredentials(ak, sk, project_id))

    listed = sdk.list_instances(ListInstancesRequest(name="cass-docs-01", datastore_type="cassandra", limit=100))
    check("one instance is listed", listed.total_count == 1, [i.name for i in listed.instances])
    instance = listed.instances[0]
    check("it is idle", instance.status == "normal" and instance.actions == [], (instance.status, instance.actions))

    databases = sdk.list_restore_databases(ListRestoreDatabasesRequest(instance_id=instance.id))
    check("databases are listed", "databaseNameA" in databases.database_names, databases.database_names)
    tables = sdk.list_restore_tables(ListRestoreTablesRequest(instance_id=instance.id, database_name="databaseNameA"))
    check("tables are listed", {"table_A", "table_B"} <= set(tables.table_names), tables.table_names)

    body = NoSqlCreateBackupRequestBody(
        name="sdk-peer-1",
        description="Made by the SDK. 中文",
        database_tables=[
            DatabaseTable(database_name="databaseNameA", table_names=["table_A", "table_B"]),
            DatabaseTable(database_name="databaseNameB"),
        ],
    )
    made = sdk.create_back(CreateBackRequest(instance_id=instance.id, body=body))
    check("a table-level backup is accepted", made.status_code == 202 and made.job_id and made.backup_id, (made.job_id, made.backup_id))

    jobs = sdk.list_jobs(ListJobsRequest(id=made.job_id))
    check("its job runs", jobs.total_count == 1 and jobs.jobs[0].status == "Running", (jobs.jobs[0].name, jobs.jobs[0].progress))

    hidden = sdk.list_backups(ListBackupsRequest(backup_id=made.backup_id))
    check("the default type hides it", hidden.total_count == 0, hidden.total_count)
    backups = sdk.list_backups(ListBackupsRequest(backup_id=made.backup_id, type="DatabaseTable"))
    check("its own type shows it", backups.total_count == 1 and backups.backups[0].status == "BUILDING", backups.backups[0].status)
    names = [(row.database_name, row.table_names) for row in backups.backups[0].database_tables]
    check("with its tables", names == [("databaseNameA", ["table_A", "table_B"]), ("databaseNameB", None)], names)

    try:
        client(endpoint, altered(BasicCredentials(ak, sk, project_id))).list_instances(ListInstancesRequest())
        check("an altered signature is refused", False, "it was accepted")
    except ClientRequestException as refused:
        check("an altered signature is refused", refused.status_code == 401, (refused.status_code, refused.error_code))

    credentials = BasicCredentials(ak, sk)
    listed = in_region(endpoint, region, credentials).list_instances(ListInstancesRequest(name="cass-docs-01"))
    check("the project is found by the region's name", credentials.project_id == project_id, listed.total_count)

    MetadataAccessor._METADATA_ENDPOINT = endpoint
    agency = MetadataCredentialProvider.get_basic_credential_metadata_provider().get_credentials()
    listed = in_region(endpoint, region, agency).list_instances(ListInstancesRequest(name="cass-docs-01"))
    check("the keys of an agency are taken", agency.security_token and agency.ak != ak, (agency.ak, listed.total_count))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
