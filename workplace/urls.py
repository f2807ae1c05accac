from django.urls import path

from workplace.views import messages

app_name = "workplace"
urlpatterns = [
    path("messages/", messages.MessageList.as_view(), name="message_list"),
    path("messages/unread/", messages.MessageCount.as_view(), name="message_count"),
    path("messages/read/", messages.MessageReadAll.as_view(), name="message_read_all"),
    path("messages/settings/", messages.MessageSettings.as_view(), name="message_settings"),
    path("messages/<int:pk>/open/", messages.MessageOpen.as_view(), name="message_open"),
    path("messages/<int:pk>/read/", messages.MessageRead.as_view(), name="message_read"),
]
