"""The addresses of single young people, under /neets/people/."""

from django.urls import path

from neets.views import case_editing, people

urlpatterns = [
    path("", people.clients, name="neet_people"),
    path("due/", people.due, name="neet_people_due"),
    path("<int:pk>/", people.person, name="neet_person"),
    path("<int:pk>/contacts/add/", case_editing.contact, name="neet_contact_add"),
    path("<int:pk>/assessments/add/", case_editing.assess, name="neet_assess"),
    path("<int:pk>/assessments/<int:number>/", case_editing.assessment, name="neet_assessment"),
    path("<int:pk>/plan/", case_editing.plan, name="neet_plan"),
    path("<int:pk>/plan/steps/add/", case_editing.add_step, name="neet_step_add"),
    path("<int:pk>/plan/steps/<int:number>/", case_editing.step, name="neet_step"),
]
