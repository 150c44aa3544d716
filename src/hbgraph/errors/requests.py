"""Requests that cannot be read."""

from hbgraph.errors.base import HbgraphError


class RequestError(HbgraphError):
    code = "request-error"
    http_status = 400


class MalformedRequest(RequestError):
    code = "malformed-request"
    zh = "这不是合法的 HTTP 请求:{reason}。请检查发出它的程序或中间的代理。"
    en = "This is not a valid HTTP request: {reason}. Check the program that sent it, or the proxy."


class HeadersTooLarge(RequestError):
    code = "headers-too-large"
    http_status = 431
    zh = (
        "请求行和请求头共超过 {limit} 字节,或其中一项超过 {field} 字节(Accept 等为 {choice} 字节)。"
        "请缩短网址或请求头;较长的查询请用 POST 发送。"
    )
    en = (
        "The request line and the headers exceed {limit} bytes, or one header {field} bytes "
        "({choice} for Accept and its like). Shorten them; send a long query by POST."
    )


class BodyTooLarge(RequestError):
    code = "body-too-large"
    http_status = 413
    zh = "请求体过大,或表单的部分过多。请减少内容,或分几次发送。"
    en = "The body is too large, or its form has too many parts. Send less, or in several requests."


class WrongBody(RequestError):
    code = "wrong-body"
    http_status = 415
    zh = "不接受类型为“{sent}”的请求体。请用 {offered},编码为 UTF-8。"
    en = "A body of the type “{sent}” is not accepted. Send {offered} in UTF-8."


class BadEncoding(RequestError):
    code = "bad-encoding"
    zh = "请求体或网址中的参数不是合法的 UTF-8(百分号转义也算在内)。请改用 UTF-8 编码。"
    en = (
        "The body, or a parameter in the address, is not valid UTF-8 (its percent-escapes "
        "included). Encode it as UTF-8."
    )


class MissingData(RequestError):
    code = "missing-data"
    zh = "请求中没有要校验的数据。请用 data 给出文本或文件。"
    en = "The request holds no data to validate. Give text or a file as data."


class BrokenJson(RequestError):
    code = "broken-json"
    zh = "请求体不是所需的 JSON。请给出 {wanted}。"
    en = "The body is not the JSON that is needed. Send {wanted}."
