"""How Django writes by itself, in the lists of the back-office: in figures, for it cannot say « 1er »."""

DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "d/m/Y H:i"
MONTH_DAY_FORMAT = "d/m"
