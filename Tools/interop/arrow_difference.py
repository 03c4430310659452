"""Whether two Arrow columns hold the same values: bit by bit for floating-point numbers, whatever the physical layout."""

import pyarrow as pa
import pyarrow.compute as pc

_BITS = {16: pa.uint16(), 32: pa.uint32(), 64: pa.uint64()}


def _plain(array):
    """One array instead of chunks, without dictionaries, views and extensions."""
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks == 1 else pa.concat_arrays([_plain(chunk) for chunk in array.chunks]) if array.num_chunks else pa.array([], array.type)
    type, types = array.type, pa.types
    if isinstance(type, pa.BaseExtensionType):
        return _plain(array.storage)
    if types.is_dictionary(type):
        return _plain(array.dictionary_decode())
    if types.is_string(type) or types.is_string_view(type):
        return array.cast(pa.large_string())
    if types.is_binary(type) or types.is_binary_view(type):
        return array.cast(pa.large_binary())
    return array


def parts(array, place=""):
    """Arrays that are equal exactly if the values are: of each level of nesting its nulls and lengths, and of the leaves the
    values that are there. Pairs of a place and an array."""
    array = _plain(array)
    type, types = array.type, pa.types
    yield f"{place} is present", array.is_valid()
    if types.is_map(type):
        array = array.cast(pa.list_(pa.struct([pa.field("key", type.key_type), pa.field("value", type.item_type)])))
        type = array.type
    if types.is_list(type) or types.is_large_list(type) or types.is_fixed_size_list(type) or types.is_list_view(type) or types.is_large_list_view(type):
        if types.is_fixed_size_list(type):
            yield f"{place} size {type.list_size}", pa.array([])
        else:
            yield f"{place} lengths", pc.fill_null(pc.list_value_length(array), -1).cast(pa.int64())
        yield from parts(pc.list_flatten(array), f"{place}[]")
    elif types.is_struct(type):
        kept = array.filter(array.is_valid()) if array.null_count else array
        for index in range(type.num_fields):
            yield from parts(pc.struct_field(kept, index), f"{place}.{type.field(index).name}")
    else:
        present = array.drop_null() if array.null_count else array
        if types.is_floating(type):
            present = present.view(_BITS[type.bit_width])
        yield place, present


def difference(actual, expected):
    """A sentence about the first difference of two arrays, or None."""
    return difference_of_parts(list(parts(actual)), list(parts(expected)))


def difference_of_parts(actual, expected):
    """The same of lists of what `parts` gives."""
    if [place for place, _ in actual] != [place for place, _ in expected]:
        return f"the shapes differ: {[p for p, _ in actual]}, not {[p for p, _ in expected]}"
    for (place, left), (_, right) in zip(actual, expected):
        if left.type != right.type:
            return f"value{place} is {left.type}, not {right.type}"
        if not left.equals(right):
            if len(left) != len(right):
                return f"value{place}: {len(left)}, not {len(right)}"
            index = next(i for i in range(len(left)) if left[i] != right[i] and (left[i].is_valid or right[i].is_valid))
            return f"value{place}: number {index} is {str(left[index])[:60]}, not {str(right[index])[:60]}"
    return None
