"""pandas: tables and their columns are data, as a tensor that is made of them will be."""

def read_csv(filepath_or_buffer: object, *, header: object = "infer", chunksize: object = None, iterator: bool = False, squeeze: bool = False, sheet_name: object = 0, **kwargs: object) -> Effect["table"]: ...
read_table = read_csv
read_excel = read_csv
def get_dummies(data: object, *args: object, **kwargs: object) -> Effect["table"]: ...
def concat(objs: object, *, axis: int = 0, **kwargs: object) -> Effect["arrays_joined"]: ...
def Series(data: object = None, *args: object, **kwargs: object) -> Effect["column"]: ...

# A class, but what it makes is followed as a form: its methods stand below, under the name that they have for losslint alone.
def DataFrame(data: object = None, index: object = None, columns: object = None, **kwargs: object) -> Effect["table"]: ...

class Table:
    """What tables and their columns have beside the methods of an array."""

    @property
    def values(self: T) -> T: ...
    @property
    def iloc(self: T) -> T: ...
    @property
    def loc(self: T) -> T: ...
    def to_numpy(self: T, dtype: object = None, copy: bool = False, na_value: object = None) -> Computed[T]: ...
    def to_list(self: T) -> T: ...
    def map(self: T, func: object, **kwargs: object) -> Computed[T]: ...
    applymap = map
    def dropna(self: T, *args: object, **kwargs: object) -> Rearranged[T]: ...
    fillna = dropna
    ffill = dropna
    bfill = dropna
    interpolate = dropna
    replace = dropna
    drop = dropna
    drop_duplicates = dropna
    reset_index = dropna
    set_index = dropna
    sort_values = dropna
    sort_index = dropna
    reindex = dropna
    query = dropna
    assign = dropna
    rename = dropna
    infer_objects = dropna
    shift = dropna
    diff = dropna
    pct_change = dropna
    select_dtypes = dropna
    filter = dropna
    def sample(self: T, n: int | None = None, frac: float | None = None, **kwargs: object) -> Effect["rows_drawn"]: ...
    def pop(self: T, item: object) -> Effect["column_taken"]: ...
