"""Remote engines that do not answer, or cannot be written to."""

from hbgraph.errors.base import HbgraphError


class EndpointError(HbgraphError):
    code = "endpoint-error"
    http_status = 502


class BadEndpoint(EndpointError):
    code = "bad-endpoint"
    zh = "“{endpoint}”不能作端点地址。请给出 http(s):// 地址;用户名和密码另给,不写在地址里。"
    en = (
        "“{endpoint}” cannot be the address of an endpoint. Give an http(s):// address; "
        "name and password are given apart from it."
    )


class EndpointUnreachable(EndpointError):
    code = "endpoint-unreachable"
    zh = "无法连接 {endpoint}:{reason}。请检查地址,并确认服务器正在运行。"
    en = "Cannot reach {endpoint}: {reason}. Check the address and that the server is running."


class EndpointTimeout(EndpointError):
    code = "endpoint-timeout"
    http_status = 504
    zh = "{endpoint} 没有在 {seconds:g} 秒内答完。请缩小查询,或增大 HBGRAPH_ENDPOINT_SECONDS。"
    en = (
        "{endpoint} did not finish within {seconds:g} seconds. Narrow the query, or raise "
        "HBGRAPH_ENDPOINT_SECONDS."
    )


class EndpointRefused(EndpointError):
    code = "endpoint-refused"
    zh = "{endpoint} 没有给出可用的回答:{reason}。请检查请求和地址。"
    en = "{endpoint} gave no usable answer: {reason}. Check the request and the address."


class EndpointDenied(EndpointError):
    code = "endpoint-denied"
    zh = "{endpoint} 不接受这一身份:{reason}。请检查 HBGRAPH_ENDPOINT_USER 等凭据及其权限。"
    en = (
        "{endpoint} does not let us in: {reason}. Check the credentials (HBGRAPH_ENDPOINT_USER and "
        "so on) and what they permit."
    )


class EndpointMoved(EndpointError):
    code = "endpoint-moved"
    zh = "{endpoint} 指向别处:{location}。若可信,请改用该地址;本程序不跟随重定向。"
    en = (
        "{endpoint} points elsewhere: {location}. If you trust it, give that address; redirects "
        "are not followed."
    )


class EndpointTruncated(EndpointError):
    code = "endpoint-truncated"
    zh = "{endpoint} 的答案可能不完整,已弃去:{reason}。请用 LIMIT 缩小查询,或提高该引擎的上限。"
    en = (
        "The answer of {endpoint} may not be whole and was dropped: {reason}. Narrow the query "
        "with LIMIT, or raise the bounds of that engine."
    )


class UnsafeCredentials(EndpointError):
    code = "unsafe-credentials"
    zh = "没有把密码或令牌明文发往 {endpoint}。请使用 https:// 地址。"
    en = (
        "The password or token was not sent to {endpoint}, where it could be read on its way. Use "
        "an https:// address."
    )


class NotWritable(EndpointError):
    code = "not-writable"
    zh = "不知道怎样写入 {endpoint}。请用 --graph-store 或 --update 给出它的写入地址。"
    en = (
        "It is not known how to write to {endpoint}. Give the address for writing with "
        "--graph-store or --update."
    )


class EndpointMismatch(EndpointError):
    code = "endpoint-mismatch"
    zh = "{endpoint} 保存的与发送的不一致:{graphs}。请查看该引擎的日志后重新发布。"
    en = (
        "What {endpoint} holds is not what it was sent: {graphs}. Look into that engine's log, "
        "then publish again."
    )
