"""Remote engines that do not answer."""

from hbgraph.errors.base import HbgraphError


class EndpointError(HbgraphError):
    code = "endpoint-error"
    http_status = 502


class EndpointUnreachable(EndpointError):
    code = "endpoint-unreachable"
    zh = "无法连接 {endpoint}:{reason}。请检查地址,并确认服务器正在运行。"
    en = "Cannot reach {endpoint}: {reason}. Check the address and that the server is running."


class EndpointRefused(EndpointError):
    code = "endpoint-refused"
    zh = "{endpoint} 没有回答查询:{reason}。请检查查询和地址。"
    en = "{endpoint} did not answer the query: {reason}. Check the query and the address."
