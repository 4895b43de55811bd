"""Lists, at `/<company>/<path of the register>/`."""

from django.urls import path, register_converter

from goodhands.foundation.registers.register import Register, register_at
from goodhands.home.registers import views

app_name = "registers"


class _Path:
    """The path of a register in an address, such as `providers/contacts`."""

    regex = "[a-z]+(?:/[a-z]+)?"

    def to_python(self, value: str) -> type[Register]:
        found = register_at(value)
        if found is None:
            raise ValueError(value)  # the framework goes on to other addresses
        return found

    def to_url(self, value: type[Register] | str) -> str:
        return value if isinstance(value, str) else value.path


register_converter(_Path, "register")
_LIST = "<slug:company>/<register:register>"
urlpatterns = [
    path(f"{_LIST}/", views.register, name="register"),
    path(f"{_LIST}/add/", views.add_line, name="add_line"),
    path(f"{_LIST}/download/<slug:kind>/", views.download, name="download"),
    path(f"{_LIST}/sheets/", views.bring_sheet, name="bring_sheet"),
    path(f"{_LIST}/sheets/<uuid:sheet>/", views.sheet, name="sheet"),
    path(f"{_LIST}/sheets/<uuid:sheet>/take-over/", views.take_over_sheet, name="take_over_sheet"),
    path(f"{_LIST}/sheets/<uuid:sheet>/undo/", views.undo_sheet, name="undo_sheet"),
    path(f"{_LIST}/sheets/<uuid:sheet>/remove/", views.remove_sheet, name="remove_sheet"),
    path(f"{_LIST}/<uuid:line>/", views.change_line, name="change_line"),
    path(f"{_LIST}/<uuid:line>/remove/", views.remove_line, name="remove_line"),
]
