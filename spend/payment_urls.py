"""The addresses of payments, suppliers and imports, under /spend/."""

from django.urls import include, path

from spend.views import files, merges, payments, suppliers
from totalplace.import_addresses import import_addresses

urlpatterns = [
    path("import/", include(import_addresses("spend_import"))),
    path("import/<int:pk>/publish/", files.publish, name="payments_publish"),
    path("payments/", payments.payment_list, name="payment_list"),
    path("payments.csv", payments.payment_csv, name="payment_csv"),
    path("suppliers/", suppliers.supplier_list, name="supplier_list"),
    path("suppliers.csv", suppliers.supplier_csv, name="supplier_csv"),
    path("suppliers/merges/", merges.merges, name="supplier_merges"),
    path("suppliers/merges/<int:pk>/undo/", merges.undo, name="supplier_merge_undo"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
