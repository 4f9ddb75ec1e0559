"""The regions that the vendor's SDK knows, with the endpoints of GeminiDB and of IAM.

Prints one JSON object: a region's ID -> [GeminiDB, IAM]. IAM is the one that the SDK takes for the region:
its own, or the one of all regions.
Exit status: 0 printed, 3 the SDK is not installed.
"""

import json
import sys

try:
    from huaweicloudsdkcore.auth.internal import IamHelper
    from huaweicloudsdkgaussdbfornosql.v3.region.gaussdbfornosql_region import GaussDBforNoSQLRegion
except ImportError as error:
    print(f"the SDK is not installed: {error}")
    sys.exit(3)

regions = GaussDBforNoSQLRegion.static_fields
print(json.dumps({name: [regions[name].endpoint, IamHelper.get_iam_endpoint(name)] for name in regions}))
