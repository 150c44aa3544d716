"""Files, settings, addresses; and faults of our own."""

from hbgraph.errors.base import HbgraphError


class UnreadableFile(HbgraphError):
    code = "unreadable-file"
    zh = "无法读写 {path}:{reason}。请检查文件是否存在、是否有权限、是否为 UTF-8。"
    en = "Cannot read or write {path}: {reason}. Check that it exists, permits it and is UTF-8."


class BadSetting(HbgraphError):
    code = "bad-setting"
    zh = "设置有误:{reason}。请改正该 HBGRAPH_… 环境变量。"
    en = "A setting is wrong: {reason}. Mend that HBGRAPH_… variable of the environment."


class BadBoundaries(HbgraphError):
    code = "bad-boundaries"
    zh = (
        "{path} 不能用来画地图:{reason}。请给出 GeoJSON 的 FeatureCollection,每个要素是 Polygon 或 "
        "MultiPolygon,坐标为经纬度,id 为六位行政区划代码;或设置 HBGRAPH_MAP=off。"
    )
    en = (
        "No map can be drawn from {path}: {reason}. Give a GeoJSON FeatureCollection whose "
        "features are Polygons or MultiPolygons in degrees, each with its six-digit division "
        "code as id, or set HBGRAPH_MAP=off."
    )


class AddressInUse(HbgraphError):
    code = "address-in-use"
    zh = "无法在 {bind} 上监听:{reason}。请用 --bind 换一个地址或端口。"
    en = "Cannot listen on {bind}: {reason}. Choose another address or port with --bind."


class FrontEndMissing(HbgraphError):
    code = "front-end-missing"
    zh = "网页的样式与脚本尚未构建:{folder} 中没有清单。请在检出目录中运行 make front。"
    en = (
        "The styles and scripts of the pages are not built: {folder} holds no manifest. "
        "Run make front in the checkout."
    )


class InternalError(HbgraphError):
    code = "internal-error"
    zh = "hbgraph 自身出错:{reason}。请设置 HBGRAPH_TRACEBACK=1 重试,并把输出报告给我们。"
    en = (
        "hbgraph itself failed: {reason}. Try again with HBGRAPH_TRACEBACK=1 and report the output."
    )
