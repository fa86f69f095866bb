"""Take typed values out of front matter; every key that is missing, unknown or of the wrong type is a located fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course.content.faults import Reporter, clip, did_you_mean
from course.content.front import Front
from course.content.keywords import ITEM_ID
from course.content.text import Text

_TYPE_NAMES: Mapping[str, Text] = {
    "text": Text({"ja": "文字", "en": "text"}),
    "integer": Text({"ja": "整数", "en": "a whole number"}),
    "boolean": Text({"ja": "true か false", "en": "true or false"}),
    "mapping": Text({"ja": "「名前: 値」の組", "en": "“name: value” pairs"}),
    "list": Text({"ja": "リスト", "en": "a list"}),
}


class Fields:
    """Read the keys of one mapping of the front matter; call `finish` last, to report unknown keys."""

    def __init__(
        self, front: Front, report: Reporter, path: tuple[str | int, ...] = (), values: Any = None
    ) -> None:
        self.front, self.report, self.path = front, report, path
        given = front.values if not path else values
        self.values: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        self.known: set[str] = set()

    def place(self, key: str) -> tuple[int, int]:
        """Return where the value of `key` stands, else where its mapping stands."""
        return self.front.place(*self.path, key)

    def _name(self, key: str) -> str:
        return ".".join(str(part) for part in (*self.path, key))

    def raw(self, key: str, *, required: bool = True) -> Any:
        """Return a value as it is, None when it is absent; an absent required key is a fault."""
        self.known.add(key)
        value = self.values.get(key)
        if value is None and required and not self.front.broken:
            self.report("front-key-absent", *self.place(key), key=self._name(key))
        return value

    def fault(self, key: str, expected: str | Text) -> None:
        """Report that the value of `key` is not what it should be."""
        said = _TYPE_NAMES.get(expected, expected) if isinstance(expected, str) else expected
        value = self.values.get(key)
        shown = "…" if isinstance(value, Mapping | list) else clip(str(value))
        self.report("front-value-wrong", *self.place(key), key=self._name(key), value=shown, expected=said)

    def text(self, key: str, *, required: bool = True, most: int = 200) -> str:
        """Return a text; numbers are taken as written. Empty when absent or wrong."""
        value = self.raw(key, required=required)
        if value is None:
            return ""
        if isinstance(value, bool | Mapping | list):
            self.fault(key, "text")
            return ""
        if len(str(value)) > most:
            self.report("front-text-too-long", *self.place(key), key=self._name(key), most=most)
        return str(value).strip()

    def identifier(self, key: str, *, required: bool = True, pattern: re.Pattern[str] = ITEM_ID) -> str:
        """Return an id; a malformed one is a fault and comes back empty."""
        value = self.raw(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.report("id-malformed", *self.place(key), id=clip(str(value)))
            return ""
        return value

    def integer(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """Return a whole number from `low` to `high`; `default` makes the key optional. `low` when wrong."""
        value = self.raw(key, required=default is None)
        if value is None:
            return low if default is None else default
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "integer")
            return low
        if not low <= value <= high:
            span = Text({"ja": f"{low} から {high} までの整数", "en": f"a whole number from {low} to {high}"})
            self.fault(key, span)
            return low
        return value

    def boolean(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self.raw(key, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.fault(key, "boolean")
            return False
        return value

    def choice(self, key: str, options: Sequence[str], *, default: str | None = None) -> str:
        """Return one of `options`; the first (or `default`) when it is wrong."""
        value = self.raw(key, required=default is None)
        fallback = options[0] if default is None else default
        if value is None:
            return fallback
        if not isinstance(value, str) or value not in options:
            hint = did_you_mean(str(value), options)
            self.report(
                "front-option-unknown",
                *self.place(key),
                key=self._name(key),
                value=clip(str(value)),
                hint=hint,
            )
            return fallback
        return value

    def texts(self, key: str, *, required: bool = True) -> list[str]:
        """Return a list of texts."""
        return [str(v) for v in self._list(key, required) if self._is_text(key, v)]

    def _list(self, key: str, required: bool) -> list[Any]:
        value = self.raw(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, "list")
            return []
        return value

    def _is_text(self, key: str, value: Any) -> bool:
        if isinstance(value, str):
            return True
        self.fault(key, Text({"ja": "文字のリスト", "en": "a list of texts"}))
        return False

    def mapping(self, key: str, *, required: bool = True) -> Fields:
        """Return the fields of a mapping below `key`; call its `finish` as well."""
        value = self.raw(key, required=required)
        if value is not None and not isinstance(value, Mapping):
            self.fault(key, "mapping")
        return Fields(self.front, self.report, (*self.path, key), value)

    def mappings(self, key: str, *, required: bool = True) -> list[Fields]:
        """Return the fields of each mapping of a list below `key`."""
        result = []
        for index, value in enumerate(self._list(key, required)):
            if isinstance(value, Mapping):
                result.append(Fields(self.front, self.report, (*self.path, key, index), value))
            else:
                self.fault(
                    key, Text({"ja": "「名前: 値」の組のリスト", "en": "a list of “name: value” pairs"})
                )
        return result

    def finish(self, also: Iterable[str] = ()) -> None:
        """Report every key that nothing asked for."""
        allowed = self.known | set(also)
        for key in self.values:
            if key not in allowed:
                place = self.front.key_place(*self.path, key)
                self.report(
                    "front-key-unknown", *place, key=self._name(clip(key)), hint=did_you_mean(key, allowed)
                )
